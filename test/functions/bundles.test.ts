import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BUNDLES } from "../../core/contracts/bundles";
import { DAG_SYNC_FILE } from "../../core/contracts/dag-sync";
import { DAG_SYNC, NORMALISE, UPLOAD } from "../../core/contracts/function-environment";
import { delivery, openings } from "./support/flow-records";
import { type Pipeline, sdkEnvironment, sqsEvent, startPipeline } from "./support/pipeline";

const root = path.resolve(__dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "bundles-"));
const bundleInto = (target: string, cwd: string) =>
  execFileSync(process.execPath, [path.join(root, "scripts/bundle-functions.cjs"), target], { cwd });
const bundle = (name: string, target = folder) => path.join(target, name, "index.js");

let pipeline: Pipeline;
beforeAll(async () => {
  bundleInto(folder, root);
  writeFileSync(path.join(folder, BUNDLES.dagSync, DAG_SYNC_FILE), "{}");
  pipeline = await startPipeline();
});
afterAll(async () => {
  await pipeline.close();
  rmSync(folder, { recursive: true });
});

/** Runs a bundle in a process of its own, as the Lambda runtime does, with nothing but its own variables. */
async function run(name: string, environment: Record<string, string>, event: unknown) {
  const script = `
    const { handler } = require(process.argv[1]);
    const end = performance.now() + 20_000;
    const context = {
      functionName: "f", awsRequestId: "r",
      getRemainingTimeInMillis: () => Math.round(end - performance.now()),
    };
    let text = "";
    process.stdin.on("data", (chunk) => { text += chunk; }).on("end", async () => {
      process.send((await handler(JSON.parse(text), context)) ?? null);
      process.disconnect();
    });`;
  const child = spawn(process.execPath, ["-e", script, bundle(name)], {
    env: { ...sdkEnvironment(pipeline.cloud), ...environment },
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  let result: unknown;
  let [stdout, stderr] = ["", ""];
  child.on("message", (message) => {
    result = message;
  });
  child.stdout!.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin!.on("error", () => undefined).end(JSON.stringify(event));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, result, stdout, stderr };
}

test("the bundles carry a delivery to the PCE, each with one line of JSON on standard output", async () => {
  const normalised = await run(BUNDLES.normalise, pipeline.normaliseEnvironment, delivery(openings(30)));
  expect(normalised).toMatchObject({ code: 0, result: null, stderr: "" });
  expect(normalised.stdout.split("\n")).toEqual([expect.any(String), ""]);
  expect(JSON.parse(normalised.stdout)).toMatchObject({
    event: "normalised",
    RecordsIn: 30,
    MessagesSent: 1,
  });

  const messages = await pipeline.receive(pipeline.queues.flows);
  const uploaded = await run(BUNDLES.upload, pipeline.uploadEnvironment, sqsEvent(messages));
  expect(uploaded).toMatchObject({ code: 0, result: { batchItemFailures: [] }, stderr: "" });
  expect(uploaded.stdout.split("\n")).toEqual([expect.any(String), ""]);
  expect(JSON.parse(uploaded.stdout)).toMatchObject({ event: "uploaded", FlowsUploaded: 30 });
  expect(pipeline.uploaded()).toHaveLength(30);
});

test.each([
  [BUNDLES.normalise, Object.values(NORMALISE).filter((name) => name !== NORMALISE.includeRejected)],
  [
    BUNDLES.upload,
    Object.values(UPLOAD).filter(
      (name) => ![UPLOAD.callsPerMinute, UPLOAD.serverPorts, UPLOAD.undecided].includes(name as never),
    ),
  ],
  [BUNDLES.dagSync, Object.values(DAG_SYNC)],
])("%s does not start without its settings, and names all of them at once", async (name, needed) => {
  const { code, stderr } = await run(name, {}, {});
  expect(code).not.toBe(0);
  expect(stderr).toContain("ConfigurationError");
  for (const variable of needed) expect(stderr).toContain(`${variable} is not set`);
});

test("the same sources give the same bytes, wherever they are bundled", () => {
  const other = path.join(folder, "other");
  bundleInto(other, tmpdir());
  for (const name of Object.values(BUNDLES)) {
    const bytes = readFileSync(bundle(name));
    expect(readFileSync(bundle(name, other)).equals(bytes)).toBe(true);
    expect(bytes.includes(root)).toBe(false);
  }
});

test("the bundles are small enough to start quickly", () => {
  expect(statSync(bundle(BUNDLES.normalise)).size).toBeLessThan(700_000);
  expect(statSync(bundle(BUNDLES.upload)).size).toBeLessThan(1_400_000);
  expect(statSync(bundle(BUNDLES.dagSync)).size).toBeLessThan(1_600_000);
});
