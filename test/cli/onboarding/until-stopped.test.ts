import { onboardingCommand } from "../../../cli/onboarding";
import { FastClock } from "../sync/fast-clock";
import { until, Watching } from "../sync/watching";
import { RunScene, SharedAzure } from "./run-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
let scene: RunScene;
let watching: Watching | undefined;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  scene = await RunScene.open(azure);
  scene.declare();
});
afterEach(async () => {
  await watching?.stop();
  watching = undefined;
  await scene.end();
});

/** Runs by a clock that is 200 times as fast, until it is stopped. */
function start(...args: string[]): Watching {
  const stop = new AbortController();
  const command = onboardingCommand({ stop, clock: new FastClock(200) });
  const line = ["run", "--file", scene.file, "--records", scene.records, ...args];
  watching = new Watching(
    (onErr) => scene.call(line, { command, onErr }),
    () => stop.abort(),
  );
  return watching;
}

const urlOf = async (running: Watching) => {
  await running.said(/on (http:\S+)\n/);
  return /on (http:\S+)\n/.exec(running.err)![1]!;
};

test("runs take machines to their end at the interval, with health and metrics, until a signal", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  const running = start("--interval", "1", "--health-port", "0");
  const url = await urlOf(running);
  await running.said("web-1: ven-requested\n");
  await scene.pass();
  await running.said("web-1: commissioned\n");
  await until(async () => (await fetch(`${url}/healthz`)).status === 200);
  await scene.place("web-2", { tags: { app: "shop" } });
  await running.said("web-2: ven-requested\n");
  await running.said(/2 machines in the inventory, 1 went on, 1 installation of the agent begun\n/);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/^illumio_iac_onboarding_machines\{state="done"\} 1$/m);
  expect(metrics).toMatch(/^illumio_iac_onboarding_reconciles_total\{reason="start",result="success"\} 1$/m);
  const { code, err } = await running.stop();
  expect(code).toBe(0);
  expect(err).toMatch(/^\S+Z watching \S+onboarding\.yaml, every 60 s\n[\s\S]*\n\S+Z stopped\n$/);
  expect(scene.commissioned()).toEqual({ "web-1": true, "web-2": false });
  await expect(fetch(`${url}/healthz`)).rejects.toThrow("fetch failed");
});

test("a file that is edited counts from the next run on, and a mistake in it ends nothing", async () => {
  const running = start("--interval", "1", "--health-port", "0");
  const url = await urlOf(running);
  await running.said("machines: none taken up");
  scene.write("onboarding.yaml", "name: vms\n");
  await running.said(/ven: is missing/);
  await until(async () =>
    /reconciles_total\{reason="\w+",result="failure"\}/.test(await (await fetch(`${url}/metrics`)).text()),
  );
  await scene.place("web-1", { tags: { app: "shop" } });
  scene.declare();
  await running.said("web-1: ven-requested\n");
  expect((await running.stop()).code).toBe(0);
});

test("a PCE that is away is said, and the next run goes on where it was", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  scene.pce.setFaults("5xx=1");
  const running = start("--interval", "1", "--json");
  await running.said(/the run did not do everything/);
  scene.pce.setFaults("");
  await running.said("web-1: ven-requested");
  expect((await running.stop()).code).toBe(0);
  for (const line of running.err.trim().split("\n"))
    expect(Object.keys(JSON.parse(line))).toEqual(["time", "message"]);
});

test("an onboarding that is wrong at the start is an error", async () => {
  scene.write("onboarding.yaml", "name: vms\n");
  const { code, err } = await scene.go();
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("onboarding.yaml: one problem\n  ven: is missing"),
  ]);
});
