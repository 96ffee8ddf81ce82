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
