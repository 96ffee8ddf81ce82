import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BUNDLES } from "../../core/contracts/aws/bundles";
import { DAG_SYNC_FILE } from "../../core/contracts/aws/dag-sync";
import { DAG_SYNC, DRIFT_CHECK, NORMALISE, UPLOAD } from "../../core/contracts/aws/function-environment";
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

test("the bundle of PCE objects makes a label, and answers as the provider framework of CDK expects", async () => {
  const { host, port, orgId } = pipeline.pce;
  const pce = { host, port: String(port), orgId: String(orgId), secretArn: pipeline.secretArn };
  const made = await run(
    BUNDLES.pceObjects,
    {},
    {
      RequestType: "Create",
      RequestId: "r-1",
      StackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1",
      LogicalResourceId: "Prod",
      ResourceType: "Custom::IllumioLabel",
      ResourceProperties: { ServiceToken: "t", schemaVersion: "1", pce, key: "env", value: "prod" },
    },
  );
  const href = expect.stringMatching(/^\/orgs\/\d+\/labels\/\d+$/);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(made.result).toEqual({
    PhysicalResourceId: expect.stringMatching(/^https:\/\/.*\/labels\/\d+#[0-9a-f]{8}$/),
    Data: { href, key: "env", value: "prod" },
  });
});

/** Variables that may be left out. */
const OPTIONAL: ReadonlySet<string> = new Set([
  NORMALISE.includeRejected,
  UPLOAD.callsPerMinute,
  UPLOAD.serverPorts,
  UPLOAD.undecided,
  UPLOAD.proxyUrl,
  DAG_SYNC.parameters,
]);

test.each([
  [BUNDLES.normalise, NORMALISE],
  [BUNDLES.upload, UPLOAD],
  [BUNDLES.dagSync, DAG_SYNC],
  [BUNDLES.driftCheck, DRIFT_CHECK],
])("%s does not start without its settings, and names all of them at once", async (name, variables) => {
  const needed = Object.values(variables).filter((variable) => !OPTIONAL.has(variable));
  const { code, stderr } = await run(name, {}, {});
  expect(code).not.toBe(0);
  expect(stderr).toContain("ConfigurationError");
  for (const variable of needed) expect(stderr).toContain(`${variable}: is missing`);
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
  expect(statSync(bundle(BUNDLES.dagSync)).size).toBeLessThan(1_500_000);
  expect(statSync(bundle(BUNDLES.pceObjects)).size).toBeLessThan(1_500_000);
  expect(statSync(bundle(BUNDLES.dagObjects)).size).toBeLessThan(1_500_000);
  expect(statSync(bundle(BUNDLES.driftCheck)).size).toBeLessThan(1_500_000);
});
