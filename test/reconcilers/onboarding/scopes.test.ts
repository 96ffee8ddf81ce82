import { DEFINITION, vm, World } from "./world";

const SUBSCRIPTION = `/subscriptions/${vm("x").subscriptionId}`;
const RG = `${SUBSCRIPTION}/resourceGroups/rg`;
const OTHER = `${SUBSCRIPTION}/resourceGroups/other`;
const OUTSIDE = `it is outside of the scopes: neither ${RG} nor its subscription is one of them`;
const elsewhere = (name: string) => {
  const resourceId = vm(name).resourceId.replace(RG, OTHER);
  return vm(name, { resourceId, resourceGroup: "other" });
};

/** The definition without, and then again with, the scope of the machines. */
const narrow = (world: World) => {
  world.definition = { ...world.definition, scopes: [OTHER] };
};
const widen = (world: World) => {
  world.definition = { ...world.definition, scopes: [RG, OTHER] };
};

test("machines of the scopes only are onboarded", async () => {
  const world = new World({ ...DEFINITION, scopes: [OTHER] }, vm("web-1"), elsewhere("web-2"));
  const report = await world.runs();
  expect([world.where("web-1"), world.where("web-2")]).toEqual(["no record", "commissioned open"]);
  expect(report.inventory).toBe(1);
});

test("machines that failed, wait for an approval or are under way are skipped when their scope is taken away", async () => {
  const definition = { ...DEFINITION, limits: { attempts: 1 }, criticalLabels: { app: ["dc"] } };
  const world = new World(
    definition,
    vm("failing", { scripts: [7] }),
    vm("critical", { tags: { app: "dc" } }),
    vm("hanging", { scripts: ["hangs"] }),
    vm("ended"),
  );
  for (let count = 0; count < 4; count++) await world.run();
  const names = ["failing", "critical", "hanging", "ended"];
  expect(names.map((name) => world.where(name).replace(/:.*/, ""))).toEqual([
    "ven-requested failed",
    "ven-paired open",
    "ven-requested open",
    "commissioned open",
  ]);
  const before = world.summary();
  narrow(world);
  world.calls = [];
  world.writes = [];
  const report = await world.run();
  expect(names.map((name) => world.where(name))).toEqual([
    `ven-requested skipped: ${OUTSIDE}`,
    `ven-paired skipped: ${OUTSIDE}`,
    `ven-requested skipped: ${OUTSIDE}`,
    "commissioned open",
  ]);
  // The key that no installation of the scopes needs any more is revoked, and nothing else is written outside of the records.
  expect(new Set(world.writes)).toEqual(new Set(["records.write", "pce.revokeKeys", "records.writeState"]));
  expect(world.calls).not.toContain("inventory.isGone");
  expect({ ...world.summary(), records: [], keys: 1 }).toEqual({ ...before, records: [] });
  expect([report.problems, report.states]).toEqual([[], { done: 1, skipped: 3 }]);
  expect(world.record("critical")).not.toHaveProperty("awaitsApproval");
  world.writes = [];
  await world.run();
  expect(world.writes).toEqual([]);
});

test("a machine goes on where it was when its scope comes back", async () => {
  const world = new World(
    { ...DEFINITION, limits: { attempts: 1 }, criticalLabels: { app: ["dc"] } },
    vm("failing", { scripts: [7, "pairs"] }),
    vm("critical", { tags: { app: "dc" } }),
    vm("web-1"),
  );
  await world.run();
  narrow(world);
  await world.runs();
  expect(world.where("web-1")).toBe(`ven-requested skipped: ${OUTSIDE}`);
  widen(world);
  await world.runs();
  expect(["failing", "critical", "web-1"].map((name) => world.where(name).replace(/:.*/, ""))).toEqual([
    "ven-requested failed",
    "ven-paired open",
    "commissioned open",
  ]);
  expect(world.executions.get("vm-web-1")).toBe(1);
  narrow(world);
  await world.runs();
  widen(world);
  await world.runs();
  expect([world.where("failing"), world.executions.get("vm-failing")]).toEqual(["commissioned open", 2]);
  expect(world.where("critical")).toContain("ven-paired open: waits for a person who approves app=dc");
});

test("a machine that is deleted outside of the scopes counts as deleted once its scope comes back", async () => {
  const world = new World({ ...DEFINITION, unpairDeleted: true }, vm("web-1"), vm("web-2"));
  await world.runs();
  narrow(world);
  world.vms.delete("vm-web-1");
  world.deleted.add("vm-web-1");
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 g-shop", "web-2-9a24104ed0f0 g-shop"]);
  widen(world);
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned closed: the machine was deleted");
  expect(world.firewall.summary()).toEqual(["web-1-26afadf5c7f5 ", "web-2-9a24104ed0f0 g-shop"]);
});

describe("a machine that moved to a resource group outside of the scopes", () => {
  const move = (world: World, name: string) => world.vms.set(`vm-${name}`, elsewhere(name));

  test("is skipped with its new place, and goes on when it is back", async () => {
    const world = new World(
      { ...DEFINITION, scopes: [RG] },
      vm("web-1", { scripts: ["hangs"] }),
      vm("web-2"),
    );
    await world.run();
    const [first, second] = [vm("web-1"), vm("web-2")];
    move(world, "web-1");
    move(world, "web-2");
    await world.run();
    const outside = `it is outside of the scopes: neither ${OTHER} nor its subscription is one of them`;
    expect([world.where("web-1"), world.where("web-2")]).toEqual([
      `ven-requested skipped: ${outside}`,
      `ven-requested skipped: ${outside}`,
    ]);
    world.calls = [];
    await world.run();
    expect(world.calls).not.toContain("inventory.isGone");
    world.vms.set("vm-web-1", first);
    world.vms.set("vm-web-2", second);
    await world.runs();
    expect(world.where("web-2")).toBe("commissioned open");
  });

  test("is left as it is, and not asked for again, when it is commissioned", async () => {
    const world = new World({ ...DEFINITION, scopes: [RG], unpairDeleted: true }, vm("web-1"));
    await world.runs();
    const before = world.summary();
    move(world, "web-1");
    await world.run();
    world.calls = [];
    await world.run();
    expect(world.calls).not.toContain("inventory.isGone");
    expect(world.record("web-1")?.resourceId).toContain(OTHER);
    expect(world.summary()).toEqual(before);
  });

  test("counts as deleted only once its agent is offline, where the identity may read the groups of the scopes only", async () => {
    const world = new World({ ...DEFINITION, scopes: [RG], unpairDeleted: true }, vm("web-1"), vm("web-2"));
    await world.runs();
    const before = world.summary();
    world.readsGroupsOnly = true;
    move(world, "web-1");
    const report = await world.runs();
    expect(report.warnings).toEqual([expect.stringMatching(/^web-1: it is in none of .*agent is online/)]);
    expect(world.summary()).toEqual(before);
    world.pce.turnOff("web-1");
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned closed: the machine was deleted");
    expect(world.where("web-2")).toBe("commissioned open");
  });

  test("does not count as deleted while the PCE has no answer", async () => {
    const world = new World({ ...DEFINITION, scopes: [RG] }, vm("web-1"));
    await world.runs();
    world.readsGroupsOnly = true;
    move(world, "web-1");
    world.pce.turnOff("web-1");
    world.onCall = (_, when, call) => {
      if (when === "before" && call === "pce.workloads") throw new Error("PCE is away");
    };
    const { problems } = await world.run();
    expect(problems).toEqual(["PCE: PCE is away"]);
    expect(world.where("web-1")).toBe("commissioned open");
    world.onCall = () => undefined;
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned closed: the machine was deleted");
  });
});

test("a commissioned machine whose change failed is skipped outside of the scopes, and is commissioned again within them", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 1 } }, vm("web-1"));
  await world.runs();
  world.vms.set("vm-web-1", vm("web-1", { privateAddresses: ["10.9.9.9"] }));
  world.firewall.refused.set("web-1-26afadf5c7f5", "the object is locked by jo");
  await world.run();
  expect(world.where("web-1")).toBe("commissioned failed: the object is locked by jo");
  narrow(world);
  await world.run();
  expect(world.where("web-1")).toBe(`commissioned skipped: ${OUTSIDE}`);
  world.firewall.refused.clear();
  widen(world);
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.record("web-1")?.host?.addresses).toEqual(["10.9.9.9"]);
});

test("a machine under way that may have moved to another resource group waits with that reason", async () => {
  const world = new World(
    { ...DEFINITION, scopes: [RG] },
    vm("web-1", { tags: { app: "shop", env: "odd" } }),
  );
  for (let count = 0; count < 3; count++) await world.run();
  expect(world.where("web-1")).toContain("ven-paired open: ");
  world.readsGroupsOnly = true;
  world.vms.set("vm-web-1", elsewhere("web-1"));
  await world.run();
  expect(world.where("web-1")).toContain(
    "ven-paired open: it is in none of the resource groups that the identity may read",
  );
});

test("a machine that failed and moved into another scope has failed still when its former scope is taken away", async () => {
  const world = new World(
    { ...DEFINITION, scopes: [RG], limits: { attempts: 1 } },
    vm("web-1", { scripts: [7] }),
  );
  await world.runs();
  world.vms.set("vm-web-1", elsewhere("web-1"));
  narrow(world);
  await world.runs();
  expect(world.where("web-1")).toContain("ven-requested failed: ven-paired: ");
});

test("a resource group that cannot be read leaves its machines where they are, with the reason", async () => {
  const world = new World(
    { ...DEFINITION, scopes: [RG, OTHER] },
    vm("web-1", { scripts: ["hangs"] }),
    elsewhere("web-2"),
  );
  await world.run();
  world.unreadable.set(RG, "403 AuthorizationFailed");
  const { problems } = await world.run();
  expect(problems).toEqual([`${RG} cannot be read: 403 AuthorizationFailed`]);
  expect(world.where("web-1")).toBe(
    "ven-requested open: its resource group cannot be read: 403 AuthorizationFailed",
  );
  expect(world.calls).not.toContain("inventory.isGone");
});
