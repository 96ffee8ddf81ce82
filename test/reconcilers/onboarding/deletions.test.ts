import { away, DEFINITION, vm, World } from "./world";

const many = (count: number) => Array.from({ length: count }, (_, index) => vm(`web-${index}`));

function remove(world: World, ...names: readonly string[]): void {
  for (const name of names) {
    world.vms.delete(`vm-${name}`);
    world.deleted.add(`vm-${name}`);
  }
}

test("a deleted machine: its host leaves its groups, its record is closed, and its workload is named", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  await world.runs();
  const { workload } = world.record("web-1")!;
  remove(world, "web-1");
  const report = await world.run();
  expect(report.warnings).toEqual([expect.stringContaining(`its workload ${workload} is still in the PCE`)]);
  expect(world.where("web-1")).toBe("commissioned closed: the machine was deleted");
  expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 ", "web-2-9a24104ed0f0 g-shop"]);
  expect(world.pce.onboarded()).toHaveLength(2);
  const quiet = await world.runs();
  expect(quiet.warnings).toEqual([]);
});

test("a deleted machine whose host cannot leave its groups stays in the table with the reason until it has", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.runs();
  remove(world, "web-1");
  world.onCall = (_, when, call) => {
    if (when === "before" && call === "firewall.place") throw away("Check Point");
  };
  const without = await world.run();
  expect(world.where("web-1")).toBe(
    "commissioned open: it was deleted; its host has not left its groups, because the firewall has no answer",
  );
  expect(without.problems).toEqual(["Check Point: Check Point has no answer"]);
  world.onCall = () => undefined;
  world.firewall.refused.set("web-1-26afadf5c7f5", "group g-shop is held by administrator anna");
  await world.runs();
  expect(world.where("web-1")).toBe(
    "commissioned open: it was deleted; its host has not left its groups: group g-shop is held by administrator anna",
  );
  world.firewall.refused.clear();
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned closed: the machine was deleted");
  expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 "]);
});

test("that a host left its groups is installed, although no machine waits for it", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.runs();
  expect(world.firewall.installs).toBe(1);
  remove(world, "web-1");
  await world.runs();
  expect(world.firewall.installs).toBe(2);
  expect(world.state.firewall).toEqual({ publishing: [], published: [], installing: [] });
});

test("unpairDeleted unpairs the agent of a deleted machine before its record is closed", async () => {
  const world = new World({ ...DEFINITION, unpairDeleted: true }, vm("web-1"), vm("web-2"));
  await world.runs();
  remove(world, "web-1");
  world.onCall = (_, when, call) => {
    if (when === "before" && call === "pce.unpair") throw away("PCE");
  };
  await world.run();
  expect(world.where("web-1")).toBe(
    "commissioned open: it was deleted; its VEN was not unpaired: PCE has no answer",
  );
  world.onCall = () => undefined;
  await world.runs();
  expect(world.where("web-1")).toContain("closed");
  expect(world.pce.summary()).toEqual(["web-2 app=shop env=Production vm-web-2"]);
});

test("an agent that the PCE does not unpair keeps the record open with the reason, and the others are closed", async () => {
  const world = new World({ ...DEFINITION, unpairDeleted: true }, vm("web-1"), vm("web-2"));
  await world.runs();
  const { workload } = world.record("web-1")!;
  const { unpair } = world.pce;
  world.pce.unpair = async (workloads) => {
    const outcomes = await unpair.call(
      world.pce,
      workloads.filter(({ href }) => href !== workload),
    );
    return new Map([...outcomes, [workload!, { ok: false, reason: "it is being upgraded" }]]);
  };
  remove(world, "web-1", "web-2");
  await world.run();
  expect(world.where("web-1")).toBe(
    "commissioned open: it was deleted; its VEN was not unpaired: it is being upgraded",
  );
  expect(world.where("web-2")).toBe("commissioned closed: the machine was deleted");
});

test("a twin that the PCE does not remove is named", async () => {
  const ven = { ...DEFINITION.ven, removeUnmanagedTwin: true };
  const world = new World({ ...DEFINITION, ven }, vm("web-1"));
  const twin = world.pce.addUnmanaged("web-1", vm("web-1").privateAddresses, {
    externalDataSet: "illumio-iac",
    externalDataReference: "x",
  });
  world.pce.removeUnmanaged = async () => new Map([[twin, { ok: false, reason: "it is in use" }]]);
  await world.run();
  expect((await world.run()).warnings).toEqual([
    `web-1: its unmanaged workload ${twin} was not removed: it is in use`,
  ]);
});

test("a machine that a list lacks is not deleted", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.runs();
  const before = world.summary();
  world.vms.clear();
  await world.runs();
  expect(world.summary()).toEqual(before);
  expect(world.calls).toContain("inventory.isGone");
});

test("a machine that moved keeps its record", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.runs();
  const resourceId =
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/other/providers/Microsoft.Compute/virtualMachines/web-9";
  world.vms.set("vm-web-1", vm("web-1", { resourceId, name: "web-9" }));
  await world.runs();
  expect(world.record("web-1")).toMatchObject({ resourceId, name: "web-9", step: "commissioned" });
  expect([world.rows.size, world.executions.get("vm-web-1")]).toEqual([1, 1]);
  expect(world.firewall.hosts.size).toBe(1);
});

test.each([
  ["shows it as commissioned", false],
  ["lacks it", true],
])("a machine that is there again goes through all steps again, where the CMDB %s", async (_, isLacking) => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.runs();
  remove(world, "web-1");
  await world.runs();
  expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 "]);
  if (isLacking) world.cmdb.clear();
  world.deleted.clear();
  world.vms.set("vm-web-1", vm("web-1"));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-shop"]);
  expect([world.cmdb.size, world.executions.get("vm-web-1")]).toEqual([1, 1]);
});

test("more removals than a run may make end it before any, with the counts", async () => {
  const world = new World({ ...DEFINITION, limits: { maxRemovals: 2, maxRemovedShare: 1 } }, ...many(5));
  await world.runs();
  remove(world, "web-0", "web-1", "web-2");
  const before = world.summary();
  const report = await world.run();
  expect(report.ended).toBe(
    "3 machines would count as deleted, of 5 open records, and limits.maxRemovals allows 2; nothing was changed. If it is meant, raise limits.maxRemovals for one run",
  );
  expect(world.summary()).toEqual(before);
});

test("skipped machines count as removals when they have a host or a workload", async () => {
  const limits = { maxRemovals: 2, maxRemovedShare: 1 };
  const world = new World({ ...DEFINITION, limits }, ...many(5));
  world.firewall.mayInstall = false;
  await world.runs();
  world.definition = { ...DEFINITION, limits, exclude: { names: ["web-*"] } };
  await world.runs();
  expect(world.where("web-0")).toContain("firewall-ready skipped");
  remove(world, "web-0", "web-1", "web-2");
  const before = world.firewall.summary();
  expect((await world.run()).ended).toContain("3 machines would count as deleted, of 5 open records");
  expect(world.firewall.summary()).toEqual(before);
});

test("machines that wait for a label which nobody makes are no changes", async () => {
  const limits = { maxChanges: 1 };
  const world = new World({ ...DEFINITION, createLabels: false, limits }, vm("web-1"), vm("web-2"));
  world.pce.addLabel("app", "shop");
  await world.runs();
  for (const name of ["web-1", "web-2"])
    expect(world.where(name)).toContain("the PCE has no label env=Production");
  world.pce.addLabel("env", "Test");
  world.vms.set("vm-web-3", vm("web-3", { tags: { app: "shop", env: "test" } }));
  await world.runs();
  expect(world.where("web-3")).toBe("commissioned open");
});

test("more changed labels than a run may make end it before any, with the counts", async () => {
  const world = new World({ ...DEFINITION, limits: { maxChanges: 2 } }, ...many(3));
  await world.run();
  const report = await world.run();
  expect(report.ended).toContain(
    "the labels of 3 machines would change, of 3 machines, and limits.maxChanges allows 2",
  );
  expect(world.pce.summary().every((text) => text.endsWith("undefined"))).toBe(true);
  expect(world.calls).not.toContain("pce.makeLabels");
});

describe("a machine whose host was made, and whose run ended before it could say so", () => {
  const byZone = (name: string, zone: string) => vm(name, { tags: { app: "shop", env: "prod", zone } });

  async function cutOff(): Promise<World> {
    const groups = { "g-a": { tags: { zone: ["a"] } }, "g-b": { tags: { zone: ["b"] } } };
    const checkPoint = { ...DEFINITION.checkPoint!, groups };
    const world = new World({ ...DEFINITION, checkPoint }, byZone("web-1", "a"));
    world.onCall = (_, when, call) => {
      if (when === "after" && call === "firewall.place") throw away("Check Point", true);
    };
    await world.runs();
    expect(world.where("web-1")).toContain("labelled open: Check Point");
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-a"]);
    world.onCall = () => undefined;
    return world;
  }

  test("leaves its groups when it is deleted then", async () => {
    const world = await cutOff();
    remove(world, "web-1");
    await world.runs();
    expect(world.where("web-1")).toContain("closed");
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 "]);
  });

  test("keeps the name of its host when the machine is called otherwise then", async () => {
    const world = await cutOff();
    world.vms.set("vm-web-1", {
      ...byZone("web-1", "a"),
      name: "web-9",
      resourceId: `${vm("web-1").resourceId}-9`,
    });
    await world.runs();
    expect(world.record("web-1")).toMatchObject({ name: "web-9", step: "commissioned" });
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-a"]);
  });

  test("has the groups of its tags when these changed", async () => {
    const world = await cutOff();
    world.vms.set("vm-web-1", byZone("web-1", "b"));
    await world.runs();
    expect(world.record("web-1")?.host?.groups).toEqual(["g-b"]);
    expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-b"]);
  });
});
