import { until, type Watching } from "../sync/watching";
import { SharedAzure, SqlSyncScene } from "./sql-sync-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());

let scene: SqlSyncScene;
beforeEach(async () => {
  scene = await SqlSyncScene.open(azure);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

const FIRST = "20.50.1.7-20.50.1.7";
const SECOND = "20.50.2.0-20.50.2.255";
const PARTNER = "20.60.0.0-20.60.0.255";
const RARE = ["--interval", "3600", "--poll", "1"];

async function urlOf(watching: Watching): Promise<string> {
  await watching.said(/on (http:\S+)\n/);
  return /on (http:\S+)\n/.exec(watching.err)![1]!;
}

const status = async (url: string) => (await fetch(url)).status;

/** Value of one sample, by its name and labels. */
async function sample(url: string, name: string): Promise<number | undefined> {
  const line = (await (await fetch(`${url}/metrics`)).text())
    .split("\n")
    .find((text) => text.startsWith(`illumio_iac_sql_sync_${name} `));
  return line === undefined ? undefined : Number(line.split(" ")[1]);
}

const COMPARED = /everything is compared: ([\w.]+)/g;
const reasons = ({ err }: Watching) => Array.from(err.matchAll(COMPARED), ([, reason]) => reason);

test("a watch follows a workload and a provisioning, and a draft leads to no comparison", async () => {
  await scene.run("claim");
  const watching = scene.watch(...RARE);
  await until(() => scene.admitted().join() === FIRST);
  await scene.draftRule("partner", "20.60.0.0/24");
  await scene.workload("web02", "10.8.1.2");
  await until(() => scene.admitted().join() === [FIRST, SECOND].join());
  expect(reasons(watching)).toEqual(["workload.create"]);
  await scene.author.provision();
  await until(() => scene.admitted().includes(PARTNER));
  expect(reasons(watching)).toEqual(["workload.create", "sec_policy.create"]);
  expect((await watching.stop()).code).toBe(0);
  const lines = watching.err.trimEnd().split("\n");
  expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT[\d:.]+Z /.test(line))).toEqual([]);
  const messages = lines.map((line) => line.slice(line.indexOf(" ") + 1));
  expect(messages[0]).toMatch(/^watching .*firewalls\.yaml, every 3600 s$/);
  expect(messages.slice(1)).toEqual([
    "orders-db on server orders: 1 rule put, 0 removed",
    '  + 20.50.1.7  web01 (10.8.0.1 by egress.first), rule "web to database" of orders',
    "everything is compared: workload.create",
    "orders-db on server orders: 1 rule put, 0 removed",
    `  + ${SECOND}  web02 (10.8.1.2 by egress.second), rule "web to database" of orders`,
    "everything is compared: sec_policy.create",
    "orders-db on server orders: 1 rule put, 0 removed",
    expect.stringMatching(/^ {2}\+ 20\.60\.0\.0-20\.60\.0\.255 {2}partner \(.*\), rule \d+ of orders$/),
    "stopped",
  ]);
});

test("a watch that prints JSON says beside its message what it opened and closed, as data", async () => {
  await scene.run("claim");
  await scene.run("--apply");
  const [own] = Object.keys(scene.rules());
  await scene.put(own!, "20.1.1.1");
  const watching = scene.watch(...RARE, "--json");
  await until(() => scene.admitted().join() === FIRST);
  expect((await watching.stop()).code).toBe(0);
  const written = watching.err
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ opened }) => opened !== undefined);
  const edit = "the rule for 20.50.1.7 was edited to 20.1.1.1";
  expect(written).toEqual([
    {
      time: expect.stringMatching(/Z$/),
      message: expect.stringMatching(
        /^orders-db on server orders: 1 rule put, 0 removed\n {2}\+ 20\.50\.1\.7 {2}/,
      ),
      opened: [
        {
          name: own,
          admits: "20.50.1.7",
          origins: [expect.objectContaining({ source: "web01", egress: "first" })],
          insteadOf: "20.1.1.1",
        },
      ],
      closed: [{ name: own, admits: "20.1.1.1", why: edit }],
    },
  ]);
});

test("a watch writes nothing for an edited file until it is claimed, and follows it then", async () => {
  await scene.run("claim");
  const watching = scene.watch(...RARE);
  await until(() => scene.admitted().join() === FIRST);
  scene.declare("    maxRules: 20\n");
  await watching.said("another declaration of firewall orders-db is in force");
  await scene.workload("web02", "10.8.1.2");
  expect((await scene.run("claim", "--replace")).code).toBe(0);
  await until(() => scene.admitted().join() === [FIRST, SECOND].join());
  expect((await watching.stop()).code).toBe(0);
});

test("a watch outlives a PCE that is away", async () => {
  await scene.run("claim");
  const watching = scene.watch(...RARE);
  await until(() => scene.admitted().join() === FIRST);
  await scene.gate.shut();
  await watching.said("events: ");
  await scene.workload("web02", "10.8.1.2");
  await scene.gate.open();
  await until(() => scene.admitted().join() === [FIRST, SECOND].join());
  expect((await watching.stop()).code).toBe(0);
  expect(watching.err).toContain("events: works again\n");
});

test("a watch reports a rule that somebody changed on the server, and puts it back", async () => {
  await scene.run("claim");
  const watching = scene.watch("--interval", "20", "--poll", "5", "--health-port", "0");
  const url = await urlOf(watching);
  await until(() => scene.admitted().join() === FIRST);
  await until(async () => (await sample(url, "rules_put_total")) === 1);
  const [own] = Object.keys(scene.rules());
  await scene.put(own!, "20.1.1.1");
  await until(() => scene.admitted().join() === FIRST);
  expect(watching.err).toContain(
    "orders-db on server orders: 1 rule was not in step: no event told of 0, and somebody else changed 1 on the server\n",
  );
  expect(await sample(url, 'missed_rules_total{cause="server"}')).toBe(1);
  expect(await sample(url, 'missed_rules_total{cause="events"}')).toBe(0);
});

test("a watch is healthy when everything was in step within three intervals", async () => {
  await scene.run("claim");
  const now = Date.now.bind(Date);
  let skipped = 0;
  jest.spyOn(Date, "now").mockImplementation(() => now() + skipped);
  const url = await urlOf(scene.watch("--interval", "10", "--poll", "10", "--health-port", "0"));
  await until(async () => (await status(`${url}/healthz`)) === 200);
  await scene.gate.shut();
  skipped += 31_000;
  await until(async () => (await status(`${url}/healthz`)) === 503);
  expect(await (await fetch(`${url}/healthz`)).text()).toMatch(/^in step \d+ s ago\n$/);
  await scene.gate.open();
  await until(async () => (await status(`${url}/healthz`)) === 200);
});

test("metrics of a watch count what it did, and what is not expressible", async () => {
  await scene.run("claim");
  await scene.workload("far", "10.77.0.1");
  const before = Date.now() / 1000;
  const url = await urlOf(scene.watch(...RARE, "--health-port", "0"));
  await until(async () => (await sample(url, "rules_put_total")) === 1);
  await until(async () => (await sample(url, 'reconciles_total{reason="start",result="success"}')) === 1);
  await scene.workload("web02", "10.8.1.2");
  await until(async () => (await sample(url, 'reconciles_total{reason="events",result="success"}')) === 1);
  const place = 'firewall="orders-db",server="orders"';
  expect(await sample(url, "rules_put_total")).toBe(2);
  expect(await sample(url, "rules_removed_total")).toBe(0);
  expect(await sample(url, `rules{${place}}`)).toBe(2);
  expect(await sample(url, `server_rules{${place}}`)).toBe(3);
  expect(await sample(url, `server_rules_limit{${place}}`)).toBe(250);
  expect(await sample(url, `not_expressible{${place},reason="unmapped"}`)).toBe(1);
  expect(await sample(url, 'failures_total{part="firewalls"}')).toBe(0);
  expect(await sample(url, "reconcile_duration_seconds_count")).toBe(2);
  expect(await sample(url, "last_success_timestamp_seconds")).toBeGreaterThanOrEqual(before);
});

test("a watch that never was in step is unhealthy and says why", async () => {
  const watching = scene.watch("--health-port", "0");
  const url = await urlOf(watching);
  await until(async () => ((await sample(url, 'failures_total{part="firewalls"}')) ?? 0) > 0);
  expect(await status(`${url}/healthz`)).toBe(503);
  expect(watching.err).toContain("firewall orders-db is not claimed in server orders");
  expect(scene.sql.names()).toEqual([]);
});
