import path from "node:path";
import { Key } from "aws-cdk-lib/aws-kms";
import { Label, PceConnection, UnmanagedWorkload } from "../../../../components/cdk";
import type { DriftCheckLog } from "../../../../core/contracts/aws/function-logs";
import { DeployedByCdk } from "../../parity/deployed-by-cdk";
import { createPlatform } from "../../parity/platform";
import { type LeftOut, leaveOut } from "./left-out";
import { whileTimePasses } from "./while-time-passes";

const HOUR = 3_600_000;
const NO_PAUSES = path.resolve(__dirname, "../../../support/no-pauses.js");

let world: DeployedByCdk;
beforeEach(async () => {
  world = await DeployedByCdk.start();
  const { stack, vpc } = world;
  const { keyArn } = await createPlatform(world.sandbox);
  const kmsKey = Key.fromKeyArn(stack, "Key", keyArn);
  const connection = new PceConnection(stack, "Pce", {
    pce: world.pce(),
    kmsKey,
    vpc: { vpc },
    driftCheck: {},
  });
  const role = new Label(stack, "Role", { connection, key: "role", value: "made-by-stack" });
  new UnmanagedWorkload(stack, "Web", {
    connection,
    hostname: "made-by-stack",
    description: "shop",
    interfaces: { eth0: { address: "192.0.2.7", cidrBlock: 24 } },
    labels: { role: role.value },
  });
});
afterEach(() => world.close());

function deployWithout(leftOut?: LeftOut): Promise<void> {
  const deployed = world.deploy((template) => {
    if (leftOut) leaveOut(template, leftOut);
  });
  return whileTimePasses(world.sandbox.aws.clock, deployed);
}

/** Lets the function run once. */
const nextRun = () => world.sandbox.aws.clock.advance(HOUR);

/** The lines of the function. */
async function runs(): Promise<DriftCheckLog[]> {
  const lines = (await world.functionLog()).split("\n").filter((line) => line.includes('"drift-checked"'));
  return lines.map((line) => JSON.parse(line));
}

// biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
const rowsOf = (table: string): any[] => [...world.sandbox.pce.store.table(table).live()];
const web = () => rowsOf("workloads").find(({ hostname }) => hostname === "made-by-stack");
const all = () => JSON.stringify([rowsOf("workloads"), rowsOf("labels")]);
const parameters = () => world.types().filter((type) => type === "AWS::SSM::Parameter");

function metric(name: string): number {
  const { metrics, resources } = world.sandbox.aws;
  const { id } = resources.list().find((one) => one.id.startsWith("Stack-PceDriftCheckFunction"))!;
  return metrics.total({ namespace: "IllumioIac/DriftCheck", name, dimensions: { FunctionName: id } });
}

test("a workload that somebody changes in the PCE is reported by the next run, which leaves it as it is", async () => {
  await deployWithout();
  await nextRun();
  expect([metric("ObjectsChecked"), metric("ObjectsDrifted"), metric("ObjectsFailed")]).toEqual([2, 0, 0]);
  Object.assign(web(), { description: "changed by hand", labels: [] });
  const before = all();
  await nextRun();
  expect([metric("ObjectsChecked"), metric("ObjectsDrifted"), metric("ObjectsFailed")]).toEqual([4, 1, 0]);
  expect((await runs()).at(-1)).toMatchObject({
    level: "WARN",
    drifted: {
      "Stack/Web": { href: web().href, fields: ["description", "labels.role"], gone: false },
    },
    problems: [],
  });
  expect(all()).toBe(before);
  const watched = world.sandbox.aws.resources
    .list()
    .filter(({ type }) => type === "AWS::CloudWatch::Alarm")
    .map(({ properties }) => `${properties["Namespace"]} ${properties["MetricName"]}`);
  expect(watched.sort()).toEqual([
    "AWS/Lambda Errors",
    "AWS/Lambda Invocations",
    "IllumioIac/DriftCheck ObjectsDrifted",
  ]);
  expect(parameters()).toHaveLength(4);
  await whileTimePasses(world.sandbox.aws.clock, world.destroy());
  expect(parameters()).toEqual([]);
});

test("a PCE that is away fails the run, which counts as an error of the function", async () => {
  const { driftCheck } = world.stack.node.findChild("Pce") as PceConnection;
  driftCheck!.function.addEnvironment("NODE_OPTIONS", `--require ${NO_PAUSES}`);
  await deployWithout();
  world.sandbox.pce.setFaults("reset=1");
  await nextRun();
  const [run] = await runs();
  expect(run).toMatchObject({ level: "ERROR", ObjectsChecked: 0, ObjectsDrifted: 0, ObjectsFailed: 2 });
  expect(run!.problems).toContainEqual(
    expect.stringMatching(/^Stack\/\w+: .*the connection to PCE at .* broke/),
  );
  const dimensions = { FunctionName: run!.FunctionName };
  expect(world.sandbox.aws.metrics.total({ namespace: "AWS/Lambda", name: "Errors", dimensions })).toBe(1);
});

test.each<[string, LeftOut, RegExp]>([
  [
    "permission to read the parameters of the connection",
    { action: "ssm:GetParametersByPath" },
    /the declarations: parameters below \/illumio-iac\/Stack\/\w+: cannot be read: .*not authorized to perform: ssm:GetParametersByPath/,
  ],
  [
    "permission to read the secret",
    { action: "secretsmanager:GetSecretValue", of: /^PceDriftCheck/ },
    /the PCE: secret arn:aws:.*: cannot be read: .*AccessDenied/,
  ],
  ["mark of a deployment", { type: "AWS::SSM::Parameter" }, /hold no declarations/],
])("nothing is compared without the %s, and the run says so", async (_what, leftOut, reason) => {
  await deployWithout(leftOut);
  await nextRun();
  expect((await runs()).at(-1)).toMatchObject({
    level: "ERROR",
    ObjectsChecked: 0,
    problems: [expect.stringMatching(reason)],
  });
  expect(metric("ObjectsFailed")).toBeGreaterThan(0);
});

test.each<[string, LeftOut]>([
  ["permission to decrypt its variables", { action: "kms:Decrypt", of: /^PceDriftCheck/ }],
  ["path", { variable: "ILLUMIO_DRIFT_CHECK_PATH" }],
  ["schedule's permission to call it", { type: "AWS::Lambda::Permission" }],
  ["permission to write its log", { action: "logs:PutLogEvents", of: /^PceDriftCheck/ }],
])("nothing is reported without the function's %s", async (_what, leftOut) => {
  await deployWithout(leftOut);
  await nextRun();
  expect(await runs()).toEqual([]);
  expect(metric("ObjectsChecked")).toBe(0);
});
