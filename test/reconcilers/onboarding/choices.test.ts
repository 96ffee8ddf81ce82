import { approved } from "../../../core/onboarding";
import { reportCounts } from "../../../reconcilers/onboarding/report";
import { DEFINITION, vm, World } from "./world";

test("a machine that a rule leaves out is skipped with the rule, and taken up once the rule lets it", async () => {
  const world = new World({ ...DEFINITION, exclude: { names: ["web-*"] } }, vm("web-1"), vm("db-1"));
  await world.runs();
  expect(world.where("web-1")).toContain("discovered skipped: exclude matches it");
  expect(world.where("db-1")).toBe("commissioned open");
  world.vms.set("vm-web-1", vm("web-1", { name: "app-1" }));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("a machine that is commissioned is not skipped later", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  await world.runs();
  const before = world.summary();
  for (const name of ["web-1", "web-2"]) world.vms.set(`vm-${name}`, vm(name, { os: "other" }));
  const excluding = new World({ ...DEFINITION, exclude: { names: ["web-*"] } }, ...world.vms.values());
  for (const [vmId, row] of world.rows) excluding.rows.set(vmId, row);
  excluding.calls = [];
  await excluding.run();
  expect(excluding.summary().records).toEqual(before.records);
  expect(excluding.calls).toEqual(["records.read", "inventory.read"]);
});

test("a machine that the CMDB shows as commissioned gets no record, and one without the flag is new", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  world.cmdb.set("vm-web-1", { isCommissioned: true, flags: { commissioned: true } });
  world.cmdb.set("vm-web-2", { isCommissioned: false, flags: {} });
  const report = await world.runs();
  expect(world.where("web-1")).toBe("no record");
  expect(world.where("web-2")).toBe("commissioned open");
  expect(report.commissionedBefore).toBe(1);
});

test("critical labels wait for an approval, and another value asks again", async () => {
  const world = new World(
    { ...DEFINITION, criticalLabels: { app: ["dc", "pki"] } },
    vm("web-1", { tags: { app: "dc" } }),
  );
  await world.runs();
  expect(world.where("web-1")).toBe(
    "ven-paired open: waits for a person who approves app=dc: illumio-iac onboarding approve web-1",
  );
  const row = world.rows.get("vm-web-1")!;
  world.rows.set("vm-web-1", {
    version: row.version + 1,
    record: approved(row.record, "someone", world.now())!,
  });
  world.vms.set("vm-web-1", vm("web-1", { tags: { app: "pki" } }));
  await world.runs();
  expect(world.where("web-1")).toContain("approves app=pki");
  world.vms.set("vm-web-1", vm("web-1", { tags: { app: "dc" } }));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("the approval of a machine that shares its name is asked for by its vmId", async () => {
  const world = new World(
    { ...DEFINITION, criticalLabels: { app: ["dc"] } },
    vm("web-1", { tags: { app: "dc" } }),
    vm("web-2", { name: "WEB-1", tags: { app: "shop" } }),
  );
  await world.runs();
  expect(world.where("web-1")).toMatch(/illumio-iac onboarding approve vm-web-1$/);
});

test("labels of keys that are not mapped stay", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.pass(5);
  const [workload] = world.pce.onboarded();
  const label = world.pce.addLabel("loc", "eu");
  await world.pce.update(new Map([[workload!.href, { labels: [label] }]]));
  await world.runs();
  expect(world.pce.summary()).toEqual(["web-1 app=shop env=Production loc=eu vm-web-1"]);
});

test("a workload gets its labels and keeps the reference that somebody else wrote", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.pass(5);
  const [workload] = world.pce.onboarded();
  const reference = { externalDataSet: "inventory", externalDataReference: "ci-7" };
  await world.pce.update(new Map([[workload!.href, reference]]));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.pce.summary()).toEqual(["web-1 app=shop env=Production ci-7"]);
});

test("maxPerRun machines begin in one run, and maxConcurrentInstalls are installed at the same time", async () => {
  const names = ["a", "b", "c", "d"];
  const world = new World(
    { ...DEFINITION, limits: { maxPerRun: 3, maxConcurrentInstalls: 2 } },
    ...names.map((name) => vm(name)),
  );
  const report = await world.run();
  expect(report.commandsStarted).toBe(2);
  expect(names.map((name) => world.where(name))).toEqual([
    "ven-requested open",
    "ven-requested open",
    expect.stringContaining("recorded open: its installation begins once another one has ended"),
    expect.stringContaining("discovered open: it begins in a later run, because limits.maxPerRun is 3"),
  ]);
  await world.runs();
  expect(names.map((name) => world.where(name))).toEqual(names.map(() => "commissioned open"));
});

test.each([false, true])(
  "an unmanaged twin is named, and one of ours removed where asked for: %s",
  async (asked) => {
    const world = new World(
      { ...DEFINITION, ven: { ...DEFINITION.ven, removeUnmanagedTwin: asked } },
      vm("web-1"),
      vm("web-2"),
    );
    const addresses = (name: string) => vm(name).privateAddresses;
    world.pce.addUnmanaged("web-1", addresses("web-1"), {
      externalDataSet: "illumio-iac",
      externalDataReference: "x",
    });
    world.pce.addUnmanaged("web-2", addresses("web-2"), {
      externalDataSet: "other",
      externalDataReference: "y",
    });
    await world.run();
    expect(world.pce.onboarded()).toHaveLength(2);
    const { warnings } = await world.run();
    await world.runs();
    const unmanaged = world.pce.onboarded().filter(({ managed }) => !managed);
    expect(unmanaged.map(({ hostname }) => hostname)).toEqual(asked ? ["web-2"] : ["web-1", "web-2"]);
    expect(warnings.map((text) => text.slice(0, 29))).toEqual(
      (asked ? ["web-2"] : ["web-1", "web-2"]).map((name) => `${name}: the unmanaged workload`),
    );
  },
);

test("the keys of a run pair its machines, and are revoked once they are used", async () => {
  const world = new World(DEFINITION, ...["a", "b", "c", "d", "e"].map((name) => vm(name)));
  world.pce.usesPerKey = 2;
  await world.run();
  expect([world.pce.liveKeys(), world.state.keysMadeAt.length]).toEqual([3, 1]);
  await world.run();
  expect([world.pce.liveKeys(), world.state.keysMadeAt.length]).toEqual([0, 0]);
  await world.runs();
  expect([...world.executions.values()]).toEqual([1, 1, 1, 1, 1]);
});

test("keys that are older than a day are revoked before new ones are made, which pair then", async () => {
  const ven = { ...DEFINITION.ven, timeoutInMinutes: 1_440 };
  const world = new World({ ...DEFINITION, ven }, vm("web-1", { scripts: ["hangs"] }));
  await world.run();
  world.pass(24 * 60 + 5);
  world.vms.set("vm-web-2", vm("web-2"));
  await world.run();
  expect(world.where("web-1")).toBe("ven-requested open");
  expect([world.pce.liveKeys(), world.state.keysMadeAt]).toEqual([0, []]);
  await world.run();
  expect([world.pce.liveKeys(), world.state.keysMadeAt]).toEqual([1, [world.now().toISOString()]]);
  await world.run();
  expect([world.executions.get("vm-web-2"), world.matchOf("web-2")?.workload?.hostname]).toEqual([
    1,
    "web-2",
  ]);
});

test("a plan says what would happen to which machine, and writes nothing", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"), vm("arm", { architecture: "arm64" }));
  world.pce.addManaged("web-2", vm("web-2").privateAddresses);
  const before = world.summary();
  const { actions, report } = await world.plan();
  expect(world.summary()).toEqual(before);
  expect(world.writes).toEqual([]);
  expect(world.rows.size).toBe(0);
  const lines = actions.map(({ system, machine, what }) => `${system} ${machine ?? "-"}: ${what}`);
  expect(lines.sort()).toMatchInlineSnapshot(`
[
  "Azure web-1: install the VEN by the command illumio-iac-ven-1",
  "CMDB web-1: create its record",
  "CMDB web-2: create its record",
  "CMDB web-2: set venInstalled, labelled",
  "Check Point -: install the policy of the package standard on all targets, with everything that was published",
  "Check Point -: publish 1 host, where one is not so already",
  "Check Point web-2: host web-2-9a24104ed0f0 (10.1.107.178) in the groups g-shop",
  "PCE -: create the label app=shop",
  "PCE -: create the label env=Production",
  "PCE -: make 1 key of the pairing profile azure",
  "PCE web-2: workload /orgs/1/workloads/2: give it the labels app=shop, env=Production",
]
`);
  expect(report.machines.map(({ name, to, status }) => `${name} ${to} ${status}`)).toEqual([
    "arm discovered skipped",
    "web-1 ven-requested open",
    "web-2 firewall-ready open",
  ]);
});

test("a report tells of each machine from which step to which, and counts for a log line", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("arm", { architecture: "arm64" }));
  await world.run();
  const report = await world.run();
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report.machines).toMatchObject([
    { name: "web-1", from: "ven-requested", to: "firewall-ready", status: "open" },
  ]);
  expect(reportCounts(report)).toMatchObject({
    inventory: 2,
    advanced: 1,
    publishes: 1,
    installs: 1,
    problems: 0,
    ended: 0,
    "machines.waiting": 1,
    "machines.skipped": 1,
    "calls.firewall": 3,
  });
});

test("a run that is stopped ends between two steps, and a later one goes on", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  const stop = new AbortController();
  world.onCall = (_, when, call) => {
    if (when === "after" && call === "cmdb.create") stop.abort();
  };
  const report = await world.run(stop.signal);
  expect(report.ended).toContain("the run was stopped");
  expect(world.where("web-1")).toBe("recorded open");
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("without a firewall a machine needs neither host nor installation", async () => {
  const { checkPoint: _, ...definition } = DEFINITION;
  const world = new World(definition, vm("web-1"));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.record("web-1")?.host).toBeUndefined();
});
