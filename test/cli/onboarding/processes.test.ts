import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { Gate } from "../sync/gate";
import { until, Watching } from "../sync/watching";
import { RunScene, SharedAzure } from "./run-scene";

jest.setTimeout(180_000);

const root = path.resolve(__dirname, "../../..");

let azure: SharedAzure;
let scene: RunScene;
let gate: Gate;
let children: ChildProcess[];
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  children = [];
  scene = await RunScene.open(azure);
  scene.declare();
  gate = await Gate.before(scene.pce.port);
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await gate.shut();
  await scene.end();
});

/** `illumio-iac onboarding run` in a process of its own, which reaches the PCE through the gate. */
function start(): Watching {
  const child = spawn(
    process.execPath,
    ["bin/illumio-iac.js", "onboarding", "run", "--file", scene.file, "--records", scene.records],
    {
      cwd: root,
      env: { ...scene.environment, ILLUMIO_PCE_PORT: String(gate.port) },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  children.push(child);
  return new Watching(
    async (onErr) => {
      let err = "";
      child.stderr.on("data", (data) => {
        err += data;
        onErr(String(data));
      });
      const [code] = await once(child, "close");
      return { code, out: "", err };
    },
    (signal) => child.kill(signal),
  );
}

const steps = async () =>
  Object.fromEntries(Object.values(await scene.stored()).map(({ name, step }) => [name, step]));

test("a signal ends a run after the step under way, with exit code 0 and every record, and the next process goes on from there", async () => {
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.place("web-2", { tags: { app: "shop" } });
  expect((await scene.go("--once", "--records", scene.records)).code).toBe(0);
  await scene.pass();

  // The first call to the PCE belongs to the step that finds the agents; its answer comes after the signal.
  scene.pce.setFaults("slow=1:1000ms");
  const first = start();
  await until(() => gate.connections > 0);
  const ended = await first.stop("SIGTERM");
  expect(ended).toMatchObject({ code: 0, err: expect.stringMatching(/Z stopped\n$/) });
  expect(await steps()).toEqual({ "web-1": "ven-paired", "web-2": "ven-paired" });
  expect(await scene.workloads()).toEqual({ "web-1": "", "web-2": "" });

  scene.pce.setFaults("");
  const second = start();
  await second.said(/2 went on/);
  expect((await second.stop("SIGINT")).code).toBe(0);
  expect(await steps()).toEqual({ "web-1": "commissioned", "web-2": "commissioned" });
  expect(await scene.workloads()).toEqual({ "web-1": "app=shop role=web", "web-2": "app=shop role=web" });
  expect(scene.pce.requests.filter(({ path: called }) => called.endsWith("/agents/activate"))).toHaveLength(
    2,
  );
});
