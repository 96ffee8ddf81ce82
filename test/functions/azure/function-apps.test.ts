import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { BUNDLE_FILES, BUNDLES, type BundleFile, bundleDigest } from "../../../core/contracts/azure/bundles";
import { DRAIN_SCHEDULE, DRAIN_TIMEOUT_IN_SECONDS } from "../../../core/contracts/azure/drain-times";
import { DRAIN, SQL_SYNC } from "../../../core/contracts/azure/function-environment";
import { ONBOARDING_TIMEOUT_IN_SECONDS } from "../../../core/contracts/azure/onboarding-times";
import { SQL_SYNC_TIMEOUT_IN_SECONDS } from "../../../core/contracts/azure/sql-sync-times";

const root = path.resolve(__dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "function-apps-"));
const script = path.join(root, "scripts/bundle-function-apps.cjs");
const bundleInto = (target: string, cwd: string, timeZone: string) =>
  execFileSync(process.execPath, [script, target], { cwd, env: { ...process.env, TZ: timeZone } });
const app = path.join(folder, BUNDLES.drain);
const read = (file: BundleFile) => readFileSync(path.join(app, file));

beforeAll(() => bundleInto(folder, root, "UTC"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a function app is a folder and a zip of the same files", () => {
  expect(readdirSync(app).sort()).toEqual([...BUNDLE_FILES]);
  const zipped = unzipSync(readFileSync(`${app}.zip`));
  expect(Object.keys(zipped).sort()).toEqual([...BUNDLE_FILES]);
  for (const file of BUNDLE_FILES) expect(Buffer.from(zipped[file]!).equals(read(file))).toBe(true);
});

test("the same sources give the same bytes and digest, wherever they are bundled", () => {
  const other = path.join(folder, "other");
  bundleInto(other, tmpdir(), "Asia/Tokyo");
  const again = path.join(other, BUNDLES.drain);
  expect(readFileSync(`${again}.zip`).equals(readFileSync(`${app}.zip`))).toBe(true);
  expect(bundleDigest((file) => readFileSync(path.join(again, file)))).toBe(bundleDigest(read));
  expect(read("index.js").includes(root)).toBe(false);
  expect(statSync(`${app}.zip`).size).toBeLessThan(1_500_000);
});

test("the digest of an app changes with each of its files", () => {
  const digest = bundleDigest(read);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  for (const changed of BUNDLE_FILES)
    expect(
      bundleDigest((file) => (file === changed ? Buffer.concat([read(file), Buffer.from(" ")]) : read(file))),
    ).not.toBe(digest);
});

test.each([
  [BUNDLES.drain, DRAIN_TIMEOUT_IN_SECONDS],
  [BUNDLES.sqlSync, SQL_SYNC_TIMEOUT_IN_SECONDS],
  [BUNDLES.onboarding, ONBOARDING_TIMEOUT_IN_SECONDS],
])(
  "host.json of %s has the timeout that it keeps, the extension bundle of Flex Consumption, and no sampling",
  (bundle, timeout) => {
    const host = JSON.parse(readFileSync(path.join(folder, bundle, "host.json"), "utf8"));
    const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)$/.exec(host.functionTimeout)!;
    expect(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)).toBe(timeout);
    expect(host).toMatchObject({
      version: "2.0",
      extensionBundle: { version: "[4.0.0, 5.0.0)" },
      logging: { applicationInsights: { samplingSettings: { isEnabled: false } } },
    });
    expect(JSON.parse(read("package.json").toString())).toMatchObject({ main: "index.js" });
  },
);

/** Loads the app as the Node.js worker of Azure Functions does: with `@azure/functions-core` supplied. */
function runInWorker(environment: Record<string, string>, bundle: string = BUNDLES.drain) {
  const worker = `
    const Module = require("node:module");
    const load = Module._load;
    const registered = [];
    const core = {
      version: "1.0.0", hostVersion: "4.0.0", Disposable: class {},
      registerFunction: (metadata, callback) => { registered.push({ metadata, callback }); return {}; },
      registerHook: () => ({}), setProgrammingModel: (model) => { core.model = model; },
      getProgrammingModel: () => core.model, log: () => {},
    };
    Module._load = (request, ...rest) => (request === "@azure/functions-core" ? core : load(request, ...rest));
    require(process.argv[1]);
    const [{ metadata, callback }] = registered;
    const logs = [];
    const model = core.model.getInvocationModel({
      invocationId: "i-1", metadata,
      request: { inputData: [{ name: Object.keys(metadata.bindings)[0], data: { json: "{}" } }], triggerMetadata: {} },
      log: (level, category, ...texts) => logs.push({ level, category, text: texts.join(" ") }),
    });
    (async () => {
      const { context, inputs } = await model.getArguments();
      let error;
      try { await model.invokeFunction(context, inputs, callback); } catch (caught) { error = caught.message; }
      process.stdout.write(JSON.stringify({ count: registered.length, metadata, logs, error }));
    })();`;
  const env = { PATH: process.env["PATH"], ...environment };
  return JSON.parse(
    execFileSync(process.execPath, ["-e", worker, path.join(folder, bundle, "index.js")], {
      env,
      encoding: "utf8",
    }),
  );
}

const OPTIONAL: readonly string[] = [
  ...[DRAIN.proxyUrl, DRAIN.callsPerMinute, DRAIN.includeRejected, DRAIN.nsgLogs, DRAIN.startFrom],
  ...[DRAIN.blobRetentionDays, DRAIN.bundleDigest],
];

test("the app registers one timer, and says in a line which settings are missing", () => {
  const { count, metadata, logs, error } = runInWorker({});
  expect(count).toBe(1);
  expect(Object.values(metadata.bindings)).toMatchObject([
    { type: "timerTrigger", schedule: DRAIN_SCHEDULE },
  ]);
  const [{ level, text }] = logs.filter((log: { text: string }) => log.text.startsWith("{"));
  expect(level).toBe("error");
  const line = JSON.parse(text);
  expect(line).toMatchObject({ event: "drain", level: "ERROR", requestId: "i-1", FunctionName: "drain" });
  for (const name of Object.values(DRAIN).filter((one) => !OPTIONAL.includes(one))) {
    expect(line.error).toContain(`${name}: is missing`);
    expect(error).toContain(`${name}: is missing`);
  }
});

test("a line about wrong settings also says whether the app runs the bundle that its component expects", () => {
  const bundleOf = (expected: string) => {
    const { logs } = runInWorker({ [DRAIN.bundleDigest]: expected });
    return JSON.parse(logs.find(({ text }: { text: string }) => text.startsWith("{")).text).bundle;
  };
  expect(bundleOf(bundleDigest(read))).toBe("expected");
  expect(bundleOf("0".repeat(64))).toBe("other");
});

test("the app of sql-sync leaves its interval to a setting, and says in a line which settings are missing", () => {
  const { count, metadata, logs, error } = runInWorker({}, BUNDLES.sqlSync);
  expect(count).toBe(1);
  expect(Object.values(metadata.bindings)).toMatchObject([
    { type: "timerTrigger", schedule: `%${SQL_SYNC.schedule}%` },
  ]);
  const line = JSON.parse(logs.find(({ text }: { text: string }) => text.startsWith("{")).text);
  expect(line).toMatchObject({
    event: "sql-synced",
    level: "ERROR",
    FunctionName: "sql-sync",
    bundle: "expected",
  });
  for (const name of [
    SQL_SYNC.pceHost,
    SQL_SYNC.pceSecretName,
    SQL_SYNC.clientId,
    "ILLUMIO_SQL_FIREWALL_1",
  ]) {
    expect(line.error).toContain(`${name}: is missing`);
    expect(error).toContain(`${name}: is missing`);
  }
});
