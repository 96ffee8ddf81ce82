import { away, DEFINITION, vm, World } from "./world";

const { checkPoint: _, ...WITHOUT_FIREWALL } = DEFINITION;

const refuse = (world: World, call: string) => {
  world.onCall = (_number, when, seen) => {
    if (when === "before" && seen === call) throw away("Azure");
  };
};
const well = (world: World) => {
  world.onCall = () => undefined;
};
const commandsOf = (world: World, name: string) => [...(world.commands.get(`vm-${name}`)?.keys() ?? [])];

test("a command that could not be removed is removed later, also when its machine is commissioned by then", async () => {
  const world = new World(WITHOUT_FIREWALL, vm("web-1"));
  await world.run();
  refuse(world, "ven.remove");
  const report = await world.run();
  expect(report.warnings).toEqual([
    "web-1: its command illumio-iac-ven-1 was not removed: Azure has no answer",
  ]);
  expect(world.where("web-1")).toBe("commissioned open");
  well(world);
  await world.run();
  expect(commandsOf(world, "web-1")).toEqual([]);
  world.writes = [];
  await world.run();
  expect(world.writes).toEqual([]);
});

test("a command that could not be removed is removed later, also when its machine has failed by then", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 1 } }, vm("web-1", { tags: { app: "bad" } }));
  world.pce.refusedLabels.add("app=bad");
  await world.run();
  refuse(world, "ven.remove");
  await world.run();
  expect(world.where("web-1")).toContain("ven-paired failed");
  well(world);
  await world.run();
  expect(commandsOf(world, "web-1")).toEqual([]);
});

test.each([
  ["pairs", "ven-paired skipped: exclude matches it", 1],
  ["fails", "ven-requested skipped: exclude matches it", 0],
] as const)(
  "a machine that a rule leaves out while its agent is installed, which %s: the installation ends first",
  async (end, where, workloads) => {
    const world = new World(DEFINITION, vm("web-1", { scripts: [end === "pairs" ? "pairs" : 7] }));
    await world.run();
    world.definition = { ...DEFINITION, exclude: { names: ["web-*"] } };
    await world.runs();
    expect(world.where("web-1")).toContain(where);
    expect([world.executions.get("vm-web-1"), commandsOf(world, "web-1")]).toEqual([1, []]);
    expect(world.pce.summary()).toEqual(workloads === 0 ? [] : ["web-1  undefined"]);
    expect(world.firewall.hosts.size).toBe(0);
    expect(world.pce.liveKeys()).toBe(0);
  },
);

test("machines that take no command keep no other from its installation, and cost no key", async () => {
  const broken = ["a", "b", "c"];
  const world = new World(
    { ...DEFINITION, limits: { maxConcurrentInstalls: 2 } },
    ...broken.map((name) => vm(name)),
  );
  for (const name of broken) world.unready.set(`vm-${name}`, "its Azure agent is not ready");
  await world.run();
  world.vms.set("vm-web-1", vm("web-1"));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  for (const name of broken) expect(world.where(name)).toBe("recorded open: its Azure agent is not ready");
  world.calls = [];
  await world.run();
  expect(world.calls.filter((call) => /makeKeys|writeState|records.write/.test(call))).toEqual([]);
  world.unready.clear();
  await world.runs();
  for (const name of broken) expect(world.where(name)).toBe("commissioned open");
});

test("machines that Azure does not answer for wait with the reason, and not each of many is asked for then", async () => {
  const names = Array.from({ length: 30 }, (_number, index) => `web-${index}`);
  const world = new World(
    { ...DEFINITION, limits: { maxConcurrentInstalls: 30 } },
    ...names.map((name) => vm(name)),
  );
  refuse(world, "ven.whyNotReady");
  const report = await world.run();
  expect([report.commandsStarted, world.executions.size]).toEqual([0, 0]);
  expect(world.calls.filter((call) => call === "ven.whyNotReady")).toHaveLength(10);
  for (const name of names) expect(world.where(name)).toBe("recorded open: Azure has no answer");
  well(world);
  await world.runs();
  expect(names.filter((name) => world.where(name) !== "commissioned open")).toEqual([]);
});

test("an Azure that is away for hours after a command was written down counts as no failure", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  refuse(world, "ven.start");
  await world.run();
  expect(world.where("web-1")).toBe("recorded open: Azure has no answer");
  for (let count = 0; count < 20; count++) await world.run();
  well(world);
  await world.run();
  expect(world.record("web-1")).toMatchObject({ step: "ven-requested", attempts: 0, reason: "" });
  await world.runs();
  expect([world.where("web-1"), world.executions.get("vm-web-1")]).toEqual(["commissioned open", 1]);
});

test("a command that is started late has its whole time", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: ["hangs"] }));
  refuse(world, "ven.start");
  for (let count = 0; count < 8; count++) await world.run();
  well(world);
  for (let count = 0; count < 9; count++) await world.run();
  expect(world.record("web-1")).toMatchObject({ step: "ven-requested", attempts: 0, reason: "" });
});

test("a command that somebody removed has failed, and the next attempt has one of its own", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: ["hangs", "pairs"] }));
  await world.run();
  world.commands.get("vm-web-1")?.clear();
  await world.run();
  expect(world.where("web-1")).toBe(
    "ven-requested open: ven-paired: the command illumio-iac-ven-1 is not on the machine any more: somebody removed it",
  );
  await world.runs();
  expect([world.where("web-1"), world.executions.get("vm-web-1")]).toEqual(["commissioned open", 2]);
});
