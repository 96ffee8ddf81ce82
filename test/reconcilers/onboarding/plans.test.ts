import { DEFINITION, vm, World } from "./world";

const INSTALL =
  "install the policy of the package standard on all targets, with everything that was published";
const WINDOW = {
  ...DEFINITION.checkPoint!,
  install: "window",
  installWindow: { from: "22:00", to: "23:00" },
};
const told = async (world: World, system: string) =>
  (await world.plan()).actions.flatMap((action) => (action.system === system ? [action.what] : []));
const installs = async (world: World) =>
  (await told(world, "Check Point")).filter((what) => what.startsWith("install"));

test("a plan names the publish and the installation of a run that places a host", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.pass(5);
  expect(await told(world, "Check Point")).toEqual([
    expect.stringMatching(/^host web-1-/),
    "publish 1 host, where one is not so already",
    INSTALL,
  ]);
  expect((await world.run()).installs).toBe(1);
  expect(await told(world, "Check Point")).toEqual([]);
});

test("a plan names the groups that the host of a commissioned machine leaves", async () => {
  const groups = { "g-shop": { labels: { app: ["shop"] } }, "g-a": { tags: { zone: ["a"] } } };
  const checkPoint = { ...DEFINITION.checkPoint!, groups };
  const tags = { app: "shop", env: "prod" };
  const world = new World({ ...DEFINITION, checkPoint }, vm("web-1", { tags: { ...tags, zone: "a" } }));
  await world.runs();
  world.vms.set("vm-web-1", vm("web-1", { tags }));
  const [first] = await told(world, "Check Point");
  expect(first).toMatch(/^host web-1-\w+ \([\d.]+\) in the groups g-shop, and in g-a no more$/);
});

test("a plan names the installation that begins once the window is open, and none before", async () => {
  const world = new World({ ...DEFINITION, checkPoint: WINDOW }, vm("web-1"));
  world.firewall.mayInstall = false;
  await world.run();
  await world.run();
  expect(world.state.firewall.published).toEqual(["vm-web-1"]);
  const before = await world.plan();
  expect(before.actions).toEqual([]);
  expect(before.report.machines[0]?.reason).toBe("policy is installed from 22:00 to 23:00 UTC");
  world.time = Date.parse("2026-03-01T22:30:00.000Z");
  expect(await installs(world)).toEqual([INSTALL]);
});

test("a plan names an installation for hosts that the one under way does not have", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  await world.run();
  expect(world.state.firewall.installing).toHaveLength(1);
  expect(await installs(world)).toEqual([]);
  const { firewall } = world.state;
  world.state = { ...world.state, firewall: { ...firewall, published: [...firewall.published, "vm-gone"] } };
  expect(await installs(world)).toEqual([INSTALL]);
});

test("a plan of what is published and never installed goes on to the CMDB", async () => {
  const checkPoint = { ...DEFINITION.checkPoint!, install: "never" };
  const world = new World({ ...DEFINITION, checkPoint }, vm("web-1"));
  await world.run();
  world.pass(5);
  expect(await told(world, "Check Point")).toHaveLength(2);
  expect((await told(world, "CMDB")).join()).toContain("commissioned");
});

test("a plan does not promise to revoke keys when the run would leave them", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.pass(5);
  expect(await told(world, "PCE")).toContain("revoke the keys of the pairing profile azure");
  world.pass(5);
  await world.pce.makeKeys(await world.pce.foundProfile(), 1);
  const { actions, report } = await world.plan();
  expect(actions.map(({ what }) => what)).not.toContain("revoke the keys of the pairing profile azure");
  expect(report.warnings).toEqual([expect.stringContaining("somebody else made one at")]);
});
