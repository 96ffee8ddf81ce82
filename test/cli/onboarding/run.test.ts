import { existsSync } from "node:fs";
import path from "node:path";
import { onboardingCommand } from "../../../cli/onboarding";
import { illumioIac } from "../in-process-command";
import { record } from "./onboarding-scene";
import { RunScene, SharedAzure } from "./run-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
let scene: RunScene;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  scene = await RunScene.open(azure);
  scene.declare();
});
afterEach(() => scene.end());

test("a plan shows what would happen to which machine, and writes nothing", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.place("web-2", { tags: { app: "shop", illumio: "never" } });
  scene.declare("exclude: { tags: { illumio: [never] } }");
  const writes = () => scene.pce.requests.filter(({ method }) => method !== "GET").length;
  const before = writes();
  const { code, out, err } = await scene.go("--once", "--plan");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(
    /^machine +system +what\n- +CMDB +make the file \S+cmdb\.json, because .*\nweb-1 +CMDB +create its record\n/,
  );
  expect(out).toMatch(/^web-1 +Azure +install the VEN by the command illumio-iac-ven-1$/m);
  expect(out).toMatch(/^web-2: discovered \(skipped\): .*exclude/m);
  expect(out).toMatch(/onboarding vms: 2 machines in the inventory, 4 writes for 1 machine\n$/);
  expect([scene.commands(), scene.commissioned(), existsSync(scene.records)]).toEqual([[], undefined, false]);
  expect(writes()).toBe(before);
  expect((await scene.go("--plan", "--exit-code")).code).toBe(2);
  const { actions, report } = JSON.parse((await scene.go("--plan", "--json")).out);
  expect(actions[1]).toEqual({
    system: "CMDB",
    machine: "web-1",
    vmId: expect.any(String),
    what: "create its record",
  });
  expect(report).toMatchObject({ name: "vms", inventory: 2 });
});

test("a plan of a machine whose agent has paired shows every step to its end, and writes nothing", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.go("--once");
  await scene.pass();
  const writes = () => scene.pce.requests.filter(({ method }) => method !== "GET").length;
  const seen = async () => [
    scene.text(),
    scene.commands(),
    scene.commissioned(),
    await scene.workloads(),
    writes(),
  ];
  const before = await seen();
  const { code, out } = await scene.go("--plan");
  expect(code).toBe(0);
  const planned = [...out.matchAll(/^(web-1|-) +(Azure|PCE|CMDB) +(.*)$/gm)].map(([, ...cells]) =>
    cells.join(" "),
  );
  expect(planned).toEqual([
    "web-1 Azure remove the command illumio-iac-ven-1",
    "- PCE create the label app=shop",
    "- PCE create the label role=web",
    expect.stringMatching(/^web-1 PCE workload \S+: give it the labels app=shop, role=web$/),
    "web-1 CMDB set venInstalled, labelled, firewallReady, commissioned",
    "- PCE revoke the keys of the pairing profile azure",
  ]);
  expect(await seen()).toEqual(before);
});

test("a person who may read more onboards machines of the scopes only, and one that is outside of them later is skipped", async () => {
  const group = (name: string) => `/subscriptions/${scene.cloud.subscriptionId}/resourceGroups/${name}`;
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.place("db-1", { resourceGroup: "other", tags: { app: "shop" } });
  scene.declare(`scopes: [${group("shop").toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions")}]`);
  const { out } = await scene.go("--once");
  expect(out).toMatch(/^web-1: ven-requested\nonboarding vms: 1 machine in the inventory, 1 went on, /);
  scene.declare(`scopes: [${group("other")}]`);
  const later = await scene.go("--once");
  expect(later.err).toContain(
    `web-1: ven-requested (skipped): it is outside of the scopes: neither ${group("shop")} nor its subscription is one of them\n`,
  );
  expect((await scene.run("status")).out).toContain("2 machines: 1 under way, 1 skipped");
  scene.declare(`scopes: [${group("shop")}, ${group("other")}]`);
  await scene.pass();
  await scene.go("--once");
  expect(scene.commissioned()).toEqual({ "web-1": true, "db-1": true });
  scene.declare("subscriptions: [62c42f1f-4916-4565-9d96-4bcb636bfa2c]");
  const old = await scene.go("--once");
  expect([old.code, old.err]).toEqual([
    1,
    expect.stringMatching(/subscriptions: unknown property; .*scopes/),
  ]);
});

test("machines of one name stand in a plan with their ids", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.place("web-1", { resourceGroup: "other", tags: { app: "shop" } });
  const { out } = await scene.go("--plan");
  expect(new Set(out.match(/^web-1 [0-9a-f-]{36} +CMDB/gm)).size).toBe(2);
});

test("runs take a machine from its discovery to the CMDB, and one without news writes nothing", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  const first = await scene.go("--once");
  expect(first.code).toBe(0);
  expect(first.err).toBe(
    `CMDB: make the file ${scene.cmdb}, because there is none and no machine has a record\nweb-1: discovered\nweb-1: recorded\nweb-1: ven-requested\n`,
  );
  expect(first.out).toMatch(
    /^web-1: ven-requested\nonboarding vms: 1 machine in the inventory, 1 went on, 1 installation of the agent begun\n {2}machines: 1 under way\n/,
  );
  expect([scene.commands(), scene.commissioned()]).toEqual([["illumio-iac-ven-1"], { "web-1": false }]);

  await scene.pass();
  const second = await scene.go("--once", "--json");
  const { machines, states, calls } = JSON.parse(second.out);
  expect(machines).toEqual([
    expect.objectContaining({ name: "web-1", from: "ven-requested", to: "commissioned", status: "open" }),
  ]);
  expect([states, calls.firewall]).toEqual([{ done: 1 }, 0]);
  expect(await scene.workloads()).toEqual({ "web-1": "app=shop role=web" });
  expect([scene.commands(), scene.commissioned()]).toEqual([[], { "web-1": true }]);

  const before = scene.text();
  expect((await scene.go("--plan", "--exit-code")).code).toBe(0);
  expect((await scene.go("--once")).code).toBe(0);
  expect(scene.text()).toBe(before);
  expect((await scene.run("status")).out).toContain("1 machine: 1 done");
});

test("a machine that fails is no failure of the run, and begins anew after a retry", async () => {
  scene.declare("limits: { attempts: 1 }");
  const id = await scene.place("web-1", { tags: { app: "shop" } });
  const { machines, resources } = scene.cloud;
  machines.of(resources.get(id)!).faults.exitCodes.push(7);
  await scene.go("--once");
  await scene.pass();
  const failed = await scene.go("--once");
  expect([failed.code, failed.out]).toEqual([0, expect.stringMatching(/^web-1: ven-requested \(failed\): /)]);
  expect((await scene.run("status", "--exit-code")).code).toBe(1);
  expect((await scene.run("retry", "web-1")).code).toBe(0);
  await scene.go("--once");
  await scene.pass();
  expect((await scene.go("--once")).out).toContain("web-1: ven-requested to commissioned");
  expect((await scene.run("status", "--exit-code")).code).toBe(0);
});

test("critical labels wait for a person, and the next run goes on", async () => {
  scene.declare("criticalLabels: { role: [dc] }");
  await scene.place("dc-1", { tags: { app: "shop", role: "dc" } });
  await scene.go("--once");
  await scene.pass();
  const waiting = await scene.go("--once");
  expect([waiting.code, waiting.out]).toEqual([0, expect.stringContaining("approves role=dc")]);
  expect(await scene.workloads()).toEqual({ "dc-1": "" });
  expect((await scene.run("approve", "dc-1", "--by", "jo")).code).toBe(0);
  expect((await scene.go("--once")).out).toContain("dc-1: ven-paired to commissioned");
  expect(await scene.workloads()).toEqual({ "dc-1": "app=shop role=dc" });
});

test("records and CMDB can be in a table of Azure, whose address the file says", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  const file = scene.write("table.yaml", {
    name: "vms",
    tableUrl: await scene.account(),
    ven: { pairingProfile: "azure" },
  });
  const begun = await scene.call(["run", "--once", "--file", file]);
  expect([begun.code, begun.err]).toEqual([0, expect.stringContaining("web-1: ven-requested")]);
  await scene.pass();
  expect((await scene.call(["run", "--once", "--file", file])).code).toBe(0);
  const { code, out } = await scene.call(["status", "--file", file]);
  expect([code, out]).toEqual([0, expect.stringMatching(/^done +web-1 +commissioned/m)]);
  const retried = await scene.call(["retry", "web-1", "--file", file]);
  expect(retried.err).toContain("  web-1: is done, so there is nothing to retry\n");
  expect(scene.commissioned()).toBeUndefined();
});

test("a system without an answer fails the run, and its machines wait", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  scene.pce.setFaults("5xx=1");
  const { code, out, err } = await scene.go("--once");
  expect(code).toBe(1);
  expect(out).toMatch(/^web-1: recorded: PCE: /m);
  expect(err).toMatch(/error: onboarding vms: the run did not do everything\n {2}PCE: .*5\d\d/);
  expect((await scene.go("--plan", "--exit-code")).code).toBe(1);
  expect((await scene.run("status")).out).toMatch(/^waiting +web-1 +recorded .*PCE: /m);
});

test("a limit ends the run before the first write of its kind, and fails it", async () => {
  scene.declare("limits: { maxChanges: 0 }");
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.go("--once");
  await scene.pass();
  const { code, err } = await scene.go("--once");
  expect(code).toBe(1);
  expect(err).toMatch(/error: onboarding vms: [\s\S]*limits\.maxChanges allows 0; nothing was changed/);
  expect(await scene.workloads()).toEqual({ "web-1": "" });
});

test("a signal ends one run before its next step and fails it, and a later run goes on", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  const stop = new AbortController();
  stop.abort();
  const { code, err } = await scene.call(
    ["run", "--once", "--file", scene.file, "--records", scene.records],
    { command: onboardingCommand({ stop }) },
  );
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("the run was stopped; a later one goes on where it was"),
  ]);
  expect((await scene.stored())["web-1"]).toMatchObject({ step: "discovered", status: "open" });
  expect([scene.commands(), scene.commissioned()]).toEqual([[], {}]);
  await scene.go("--once");
  expect((await scene.stored())["web-1"]).toMatchObject({ step: "ven-requested" });
});

describe("a CMDB in a file", () => {
  const nothingWritten = () => expect([scene.commands(), existsSync(scene.records)]).toEqual([[], false]);

  test("shows machines as commissioned in any case of their vmId", async () => {
    await scene.place("web-1", { tags: { app: "shop" } });
    scene.write("cmdb.json", { [(await scene.vmId("web-1")).toUpperCase()]: { commissioned: true } });
    expect((await scene.go("--once")).out).toContain("1 machine in the inventory, 0 went on");
    expect(scene.commands()).toEqual([]);
  });

  test("with a flag that is neither true nor false ends runs and plans before anything is written", async () => {
    await scene.place("web-1", { tags: { app: "shop" } });
    scene.write("cmdb.json", { [await scene.vmId("web-1")]: { name: "web-1", commissioned: "true" } });
    for (const mode of ["--once", "--plan"]) {
      const { code, out, err } = await scene.go(mode);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toMatch(
        /^error: CMDB file \S+cmdb\.json: one problem\n {2}\S+ \(web-1\): commissioned must be true or false, got 'true'\n$/,
      );
    }
    nothingWritten();
  });

  test("is beside the definition file, wherever the command is called", async () => {
    await scene.place("web-1", { tags: { app: "shop" } });
    scene.declare("", "cmdb.json");
    scene.write("cmdb.json", { [await scene.vmId("web-1")]: { commissioned: true } });
    expect((await scene.go("--once")).code).toBe(0);
    expect(scene.commands()).toEqual([]);
  });

  test("that is missing ends a run when machines have records, and is named", async () => {
    await scene.place("web-1", { tags: { app: "shop" } });
    await scene.store(record(1));
    const before = scene.text();
    const { code, out, err } = await scene.go("--once");
    expect([code, out, scene.text(), scene.commands()]).toEqual([1, "", before, []]);
    expect(err).toMatch(`error: CMDB file ${scene.cmdb}: is missing, although machines have records`);
    expect(existsSync(scene.cmdb)).toBe(false);
  });
});

describe("what cannot work is said before anything is called", () => {
  test("every problem of the file", async () => {
    scene.write("onboarding.yaml", "name: '-'\nven: {}\nnonsense: 1\n");
    const { code, err } = await scene.go("--once");
    expect(code).toBe(1);
    expect(err).toMatch(/onboarding\.yaml: 3 problems\n/);
    for (const problem of ["name: must", "ven.pairingProfile: is missing", "nonsense: "])
      expect(err).toContain(problem);
    expect(err).toMatch(/nonsense: unknown property; known are name, .*, limits, tableUrl\n/);
  });

  test.each([
    [["--once", "--interval", "5"], "--interval: is for runs without --once"],
    [["--plan", "--interval", "5"], "--interval: is for runs without --plan"],
    [["--once", "--health-port", "0"], "--health-port: is for runs without --once"],
    [["--once", "--health-host", "127.0.0.1"], "--health-host: is for --health-port only"],
    [["--plan", "--health-host", "127.0.0.1"], "--health-host: is for --health-port only"],
    [["--once", "--exit-code"], "--exit-code: is for --plan only"],
  ])("the options %j", async (args, problem) => {
    const { code, err } = await scene.go(...args);
    expect([code, err]).toEqual([1, `error: ${problem}\n`]);
  });

  test.each([
    ["azureTable: {}", "cmdb.azureTable: needs --table-url"],
    [
      "serviceNow: { instance: x.service-now.com, dataSource: d, flags: { commissioned: u_c } }",
      "SERVICE_NOW_USER: is missing",
    ],
  ])("a CMDB with %s", async (cmdb, problem) => {
    scene.write("onboarding.yaml", `name: vms\nven: { pairingProfile: azure }\ncmdb: { ${cmdb} }\n`);
    const { code, err } = await scene.go("--once");
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
    expect(existsSync(scene.records)).toBe(false);
  });

  test.each([["--once"], ["--plan"]])("a folder of the records that is not there, with %s", async (mode) => {
    const away = path.join(scene.folder, "away", "records.json");
    const { code, err } = await scene.call(["run", mode, "--file", scene.file, "--records", away]);
    expect([code, err]).toEqual([
      1,
      `error: --records: there is no folder ${path.dirname(away)} for ${away}; make it, or name a file in another folder\n`,
    ]);
    expect(existsSync(scene.cmdb)).toBe(false);
  });

  test("a missing identity of Azure, with each way that was tried on a line", async () => {
    const environment = {
      ...scene.environment,
      ARM_USE_MSI: "false",
      AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential",
    };
    const args = ["onboarding", "run", "--once", "--file", scene.file, "--records", scene.records];
    const { code, out, err } = await illumioIac(args, { env: environment });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^error: Azure credentials: no token for https:.*\n {2}environment: [^\n]+\n$/);
    expect([existsSync(scene.cmdb), existsSync(scene.records)]).toEqual([false, false]);
  });

  test("a feed without an account, and an account whose blobs nobody knows", async () => {
    scene.declare("checkPoint: { mode: generic-data-center, groups: { g: { labels: { app: [shop] } } } }");
    const { code, err } = await scene.go("--once");
    expect([code, err]).toEqual([1, expect.stringContaining("generic-data-center needs --table-url")]);
    const args = ["run", "--once", "--file", scene.file, "--table-url", "https://127.0.0.1/host"];
    const away = await scene.call(args);
    expect([away.code, away.err]).toEqual([1, expect.stringMatching(/^error: --table-url: must look like/)]);
  });
});
