import type { OnboardingDefinition } from "../../../core/onboarding";
import { away, DEFINITION, vm, World } from "./world";

const GROUPS = { "g-shop": { labels: { app: ["shop"] } }, "g-a": { tags: { zone: ["a"] } } };
const FOLLOWED: OnboardingDefinition = {
  ...DEFINITION,
  checkPoint: { ...DEFINITION.checkPoint!, groups: GROUPS },
};
const tagged = (name: string, tags: Record<string, string>, more: Parameters<typeof vm>[1] = {}) =>
  vm(name, { tags: { app: "shop", env: "prod", ...tags }, ...more });

async function commissioned(definition = FOLLOWED, ...vms: readonly ReturnType<typeof vm>[]): Promise<World> {
  const world = new World(definition, ...(vms.length === 0 ? [tagged("web-1", { zone: "a" })] : vms));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  world.calls = [];
  return world;
}

function replace(world: World, one: ReturnType<typeof vm>): void {
  world.vms.set(one.vmId, one);
}

describe("the host of a commissioned machine", () => {
  test("has the new address when the machine got another one, and the policy is installed", async () => {
    const world = await commissioned();
    const { installs, publishes } = world.firewall;
    replace(world, tagged("web-1", { zone: "a" }, { privateAddresses: ["10.9.9.9"] }));
    await world.run();
    expect(world.firewall.addresses.get("web-1-26afadf5c7f5")).toEqual(["10.9.9.9"]);
    expect(world.where("web-1")).toBe("commissioned open: the policy is being installed");
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
    expect([world.firewall.publishes - publishes, world.firewall.installs - installs]).toEqual([1, 1]);
  });

  test("leaves a group when the machine loses the tag", async () => {
    const world = await commissioned();
    replace(world, tagged("web-1", {}));
    await world.runs();
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-shop"]);
    expect(world.record("web-1")!.host!.groups).toEqual(["g-shop"]);
  });

  test("leaves a group that the definition has no more, and joins a new one", async () => {
    const world = await commissioned();
    const groups = { "g-shop": GROUPS["g-shop"], "g-b": { tags: { zone: ["a"] } } };
    world.definition = { ...FOLLOWED, checkPoint: { ...FOLLOWED.checkPoint!, groups } };
    await world.runs();
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-b g-shop"]);
  });

  test("costs no call while nothing changes", async () => {
    const world = await commissioned();
    await world.runs();
    expect(world.calls.filter((call) => !call.startsWith("records.") && call !== "inventory.read")).toEqual(
      [],
    );
  });

  test("is made when the definition gets Check Point later, as many as limits.maxPerRun says", async () => {
    const vms = ["web-1", "web-2", "web-3"].map((name) => tagged(name, {}));
    const world = await commissioned({ ...FOLLOWED, checkPoint: { mode: "none" } }, ...vms);
    world.firewall.hosts.clear(); // without Check Point there is none
    world.definition = { ...FOLLOWED, limits: { maxPerRun: 2 } };
    await world.run();
    expect(world.firewall.hosts.size).toBe(2);
    await world.runs();
    expect(world.firewall.hosts.size).toBe(3);
  });

  test("is placed anew when the definition names another server", async () => {
    const world = await commissioned();
    world.firewall.hosts.clear();
    const checkPoint = { ...FOLLOWED.checkPoint!, server: "other.example.com" };
    world.definition = { ...FOLLOWED, checkPoint };
    await world.runs();
    expect(world.firewall.hosts.size).toBe(1);
  });

  test("that cannot be placed is tried again later, has failed in the end, and is done when a person asks", async () => {
    const world = await commissioned({ ...FOLLOWED, limits: { attempts: 2, backoffInMinutes: 30 } });
    world.firewall.refused.set("web-1-26afadf5c7f5", "the object is locked by jo");
    replace(world, tagged("web-1", {}));
    await world.run();
    expect(world.where("web-1")).toBe("commissioned open: the object is locked by jo");
    expect(world.record("web-1")!.nextAttempt).toBeDefined();
    world.calls = [];
    await world.run();
    expect(world.calls).not.toContain("firewall.place");
    world.pass(60);
    await world.run();
    expect(world.where("web-1")).toBe("commissioned failed: the object is locked by jo");
    world.firewall.refused.clear();
    world.retry("web-1");
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-shop"]);
  });

  test("is placed by the next run when the answer was lost", async () => {
    const world = await commissioned();
    replace(world, tagged("web-1", {}));
    let isFirst = true;
    world.onCall = (_, when, call) => {
      if (when !== "after" || call !== "firewall.place" || !isFirst) return;
      isFirst = false;
      throw away("Check Point", true);
    };
    const report = await world.run();
    expect(report.problems).toEqual(["Check Point: Check Point has no answer"]);
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
    expect(world.record("web-1")!.host!.groups).toEqual(["g-shop"]);
  });

  test("stays in its groups while it has no address at all", async () => {
    const world = await commissioned();
    replace(world, tagged("web-1", { zone: "a" }, { privateAddresses: [] }));
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
    expect(world.calls).not.toContain("firewall.place");
  });
});

test("more hosts that lose a group than limits.maxRemovals end the run before the first", async () => {
  const vms = ["web-1", "web-2", "web-3"].map((name) => tagged(name, { zone: "a" }));
  const world = await commissioned({ ...FOLLOWED, limits: { maxRemovals: 2 } }, ...vms);
  for (const { name } of vms) replace(world, tagged(name, {}));
  const before = world.firewall.summary();
  const report = await world.run();
  expect(report.ended).toBe(
    "3 machines would leave groups of Check Point, of 3 open records, and limits.maxRemovals allows 2; nothing was changed. If it is meant, raise limits.maxRemovals for one run",
  );
  expect(world.firewall.summary()).toEqual(before);
});

test("hosts of deleted machines count with those that lose a group", async () => {
  const vms = ["web-1", "web-2", "web-3"].map((name) => tagged(name, { zone: "a" }));
  const world = await commissioned({ ...FOLLOWED, limits: { maxRemovals: 2 } }, ...vms);
  for (const { name } of vms.slice(0, 2)) replace(world, tagged(name, {}));
  world.vms.delete("vm-web-3");
  world.deleted.add("vm-web-3");
  const before = world.firewall.summary();
  const report = await world.run();
  expect(report.ended).toContain("3 machines would leave groups of Check Point, of 3 open records");
  expect(world.firewall.summary()).toEqual(before);
});

describe("labels of a commissioned machine", () => {
  const RELABELLED: OnboardingDefinition = { ...FOLLOWED, relabel: true };

  test("stay as they are when its tags change", async () => {
    const world = await commissioned();
    replace(world, tagged("web-1", { app: "portal" }));
    await world.runs();
    expect(world.pce.summary()).toEqual(["web-1 app=shop env=Production vm-web-1"]);
    expect(world.calls).not.toContain("pce.workloads");
  });

  test("follow its tags with relabel: true, and its groups follow the labels", async () => {
    const world = await commissioned(RELABELLED);
    replace(world, tagged("web-1", { app: "portal" }));
    await world.runs();
    expect(world.pce.summary()).toEqual(["web-1 app=portal env=Production vm-web-1"]);
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 "]);
    expect(world.where("web-1")).toBe("commissioned open");
    expect(world.executions.get("vm-web-1")).toBe(1);
  });

  test("cost no call of the PCE while nothing changes", async () => {
    const world = await commissioned(RELABELLED);
    await world.runs();
    expect(world.calls.filter((call) => call.startsWith("pce."))).toEqual([]);
  });

  test("wait for an approval of critical ones, without a call of the PCE", async () => {
    const world = await commissioned({ ...RELABELLED, criticalLabels: { app: ["dc"] } });
    replace(world, tagged("web-1", { app: "dc" }));
    await world.run();
    expect(world.where("web-1")).toContain("waits for a person who approves app=dc");
    expect(world.calls).not.toContain("pce.workloads");
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-shop"]); // its zone is gone, its label not yet
    await world.runs();
    expect(world.where("web-1")).toContain("waits for a person who approves app=dc");
    world.approve("web-1");
    await world.runs();
    expect(world.pce.summary()).toEqual(["web-1 app=dc env=Production vm-web-1"]);
    expect(world.where("web-1")).toBe("commissioned open");
  });

  test("count against limits.maxChanges", async () => {
    const world = await commissioned({ ...RELABELLED, limits: { maxChanges: 1 } }, tagged("web-1", {}));
    world.definition = { ...RELABELLED, limits: { maxChanges: 0 } };
    replace(world, tagged("web-1", { app: "portal" }));
    const report = await world.run();
    expect(report.ended).toContain("the labels of 1 machine would change");
  });

  test("a tag that gives no label is named, and the reason goes when the tag is corrected", async () => {
    const world = await commissioned(RELABELLED);
    replace(world, tagged("web-1", { zone: "a", env: "prodution" }));
    await world.runs();
    expect(world.where("web-1")).toContain(
      "commissioned open: label 'env': its values do not know 'prodution'",
    );
    replace(world, tagged("web-1", { zone: "a" }));
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
  });
});
