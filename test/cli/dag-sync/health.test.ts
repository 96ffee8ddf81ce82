import { once } from "node:events";
import { createServer } from "node:net";
import { DagSyncScene, until, type Watching } from "./dag-sync-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
});
afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

async function urlOf(watching: Watching): Promise<string> {
  await watching.said(/on (http:\S+)\n/);
  return /on (http:\S+)\n/.exec(watching.err)![1]!;
}

const status = async (url: string) => (await fetch(url)).status;

/** Value of one sample, by its name and labels. */
async function sample(url: string, name: string): Promise<number | undefined> {
  const line = (await (await fetch(`${url}/metrics`)).text())
    .split("\n")
    .find((text) => text.startsWith(`illumio_iac_dag_sync_${name} `));
  return line === undefined ? undefined : Number(line.split(" ")[1]);
}

test("a watch is healthy when everything was in sync within three intervals", async () => {
  const now = Date.now.bind(Date);
  let skipped = 0;
  jest.spyOn(Date, "now").mockImplementation(() => now() + skipped);
  const url = await urlOf(scene.watchInProcess("--interval", "10", "--poll", "10", "--health-port", "0"));
  await until(async () => (await status(`${url}/healthz`)) === 200);
  await scene.gates.firewall.shut();
  skipped += 31_000;
  await until(async () => (await status(`${url}/healthz`)) === 503);
  expect(await (await fetch(`${url}/healthz`)).text()).toMatch(/^in step \d+ s ago\n$/);
  await scene.gates.firewall.open();
  await until(async () => (await status(`${url}/healthz`)) === 200);
});

test("a watch is unhealthy before everything was in sync once", async () => {
  scene.bind("    maxAddresses: 7\n"); // never claimed
  const url = await urlOf(scene.watchInProcess("--health-port", "0"));
  await until(async () => ((await sample(url, 'failures_total{part="bindings"}')) ?? 0) > 0);
  expect(await status(`${url}/healthz`)).toBe(503);
  expect(await sample(url, "last_success_timestamp_seconds")).toBeUndefined();
});

test("metrics of a watch count what it did", async () => {
  const before = Date.now() / 1000;
  const watching = scene.watchInProcess("--interval", "3600", "--poll", "1", "--health-port", "0");
  const url = await urlOf(watching);
  await until(async () => (await sample(url, "entries_registered_total")) === 1);
  await scene.workload("web02", "10.0.0.2");
  await until(async () => (await sample(url, 'incremental_syncs_total{result="success"}')) === 1);
  expect(await sample(url, 'reconciles_total{reason="start",result="success"}')).toBe(1);
  expect(await sample(url, "entries_registered_total")).toBe(2);
  expect(await sample(url, "entries_unregistered_total")).toBe(0);
  expect(await sample(url, 'failures_total{part="events"}')).toBe(0);
  expect(await sample(url, 'members{binding="web",firewall="edge",table="vsys1"}')).toBe(2);
  expect(await sample(url, "reconcile_duration_seconds_count")).toBe(1);
  expect(await sample(url, "incremental_sync_duration_seconds_count")).toBe(1);
  expect(await sample(url, 'missed_addresses_total{cause="events"}')).toBe(0);
  expect(await sample(url, "reconcile_duration_seconds_sum")).toBeGreaterThan(0);
  expect(await sample(url, "last_success_timestamp_seconds")).toBeGreaterThanOrEqual(before);
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const line = /^(# (HELP \w+ .+|TYPE \w+ (counter|gauge|summary))|\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/;
  for (const text of (await answer.text()).trimEnd().split("\n")) expect(text).toMatch(line);
});

test("a health server serves nothing else, takes no writes, and is closed with the watch", async () => {
  const watching = scene.watchInProcess("--health-port", "0");
  const url = await urlOf(watching);
  expect(await status(`${url}/`)).toBe(404);
  expect((await fetch(`${url}/metrics`, { method: "POST" })).status).toBe(405);
  expect((await watching.stop()).code).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test("a watch fails and names the health port when it is taken", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const { code, err } = await scene.run("--watch", "--health-port", String(port));
  taken.close();
  expect([code, err]).toEqual([
    1,
    expect.stringContaining(`--health-port: 127.0.0.1:${port} cannot be used`),
  ]);
  const applied = await scene.run("--apply", "--health-port", "0");
  expect([applied.code, applied.err]).toEqual([1, "error: --health-port: is for --watch only\n"]);
});
