import path from "node:path";
import { PceClient } from "../../../../../clients/pce";
import { encryptLogGroups } from "../../../../../components/shared/aws/key-policies";
import type { DagSyncLog } from "../../../../../core/contracts/function-logs";
import { InProcessAwsStack } from "../../../../dynamic-providers/stacks/in-process-aws-stack";
import { startConnectProxy } from "../../../../support/connect-proxy";
import { allow, policy } from "../../../../support/sandbox-cloud";

const PROGRAM = path.resolve(__dirname, "../../../../fixtures/programs/dag-sync");
const TAG = "illumio-iac.web";
const INTERVAL = 5 * 60_000;

const ALL = ["logs:*", "secretsmanager:*", "kms:*", "ec2:*"];
const KEY_POLICY = policy([
  {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:root" },
    Action: "kms:*",
    Resource: "*",
  },
  encryptLogGroups({ partition: "aws", region: "us-east-1", account: "123456789012" }),
]);

let stack: InProcessAwsStack;
let someone: PceClient;

beforeEach(async () => {
  stack = await InProcessAwsStack.create(PROGRAM);
  const { firewallSecretArn, panos, pce, subnetIds } = stack.sandbox;
  someone = new PceClient(pce);
  const { hosts, apiKey, caFile } = panos;
  stack.setEnvironment({
    FIREWALL_SECRET_ARN: firewallSecretArn,
    SUBNET_IDS: subnetIds.join(","),
    ILLUMIO_FIREWALL_EDGE_HOSTS: hosts.join(","),
    ILLUMIO_FIREWALL_EDGE_API_KEY: apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: caFile,
  });
});
afterEach(async () => {
  await someone.close();
  await stack.close();
});

const up = (...args: string[]) => stack.must("up", ...args);
const firewall = () => stack.sandbox.panos.firewalls[0]!;
const members = () =>
  Object.entries(firewall().registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address);

/** What somebody does in the PCE while no program runs. */
async function move(address: string): Promise<void> {
  for await (const { href } of someone.listWorkloads())
    await someone.updateWorkload(href, { interfaces: [{ name: "eth0", address }] });
}

function metric(name: keyof DagSyncLog): number {
  const { metrics, resources } = stack.sandbox.aws;
  const FunctionName = resources.list().find(({ type }) => type === "AWS::Lambda::Function")!.id;
  return metrics.total({ namespace: "IllumioIac/DagSync", name, dimensions: { FunctionName } });
}

test("a change in the PCE between two deployments is on the firewall within one interval", async () => {
  await stack.must("preview");
  await up();
  expect(members()).toEqual(["10.0.0.1"]);
  await move("10.0.0.7");
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect(members()).toEqual(["10.0.0.7"]);
  expect([metric("EntriesWritten"), metric("EntriesFailed")]).toEqual([1, 0]);
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect([metric("EntriesWritten"), metric("EntriesInSync")]).toEqual([1, 1]);
});

test("a function with a definition that is no longer in force writes nothing, and its runs fail", async () => {
  await up();
  stack.setEnvironment({ BINDING: JSON.stringify({ maxAddresses: 5 }) });
  await stack.must("up", "--target", "**web");
  await move("10.0.0.9");
  const before = firewall().registered();
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect(firewall().registered()).toEqual(before);
  expect([metric("EntriesStale"), metric("EntriesWritten")]).toEqual([1, 0]);
});

test("a run goes through with a key, a boundary and a proxy", async () => {
  const { aws, pce } = stack.sandbox;
  const proxy = await startConnectProxy();
  try {
    const PolicyDocument = policy([allow(ALL, "*")]);
    const boundary = await aws.resources.create("AWS::IAM::ManagedPolicy", { PolicyDocument });
    const key = await aws.resources.create("AWS::KMS::Key", { KeyPolicy: KEY_POLICY });
    const args = {
      kmsKey: key.attributes["Arn"],
      permissionsBoundary: boundary.id,
      proxyUrl: proxy.url,
    };
    stack.setEnvironment({ MORE_ARGS: JSON.stringify(args) });
    await up();
    await move("10.0.0.7");
    await aws.clock.advance(INTERVAL);
    expect(members()).toEqual(["10.0.0.7"]);
    expect(new Set(proxy.reached)).toEqual(new Set([`${pce.host}:${pce.port}`]));
  } finally {
    proxy.close();
  }
});

test.each([
  ["the policy lacks kms:Decrypt", "kms:Decrypt", ALL],
  ["the boundary does not allow to read secrets", "", ALL.filter((action) => action !== "secretsmanager:*")],
])("firewalls stay as they are when %s", async (_, leftOut, allowed) => {
  const { aws } = stack.sandbox;
  const PolicyDocument = policy([allow(allowed, "*")]);
  const boundary = await aws.resources.create("AWS::IAM::ManagedPolicy", { PolicyDocument });
  const key = await aws.resources.create("AWS::KMS::Key", { KeyPolicy: KEY_POLICY });
  const args = { kmsKey: key.attributes["Arn"], permissionsBoundary: boundary.id };
  stack.setEnvironment({ MORE_ARGS: JSON.stringify(args), LEAVE_OUT: leftOut });
  await up();
  await move("10.0.0.7");
  await aws.clock.advance(INTERVAL);
  expect(members()).toEqual(["10.0.0.1"]);
});

test("keys are not in the state, in the deployed resources or in the log", async () => {
  await up();
  await move("10.0.0.7");
  await stack.sandbox.aws.clock.advance(INTERVAL);
  const { aws, pce, panos } = stack.sandbox;
  const deployed = aws.resources
    .list()
    .filter(({ type }) => type !== "AWS::SecretsManager::Secret")
    .map(({ properties }) => JSON.stringify(properties));
  const code = aws.resources.list().find(({ type }) => type === "AWS::Lambda::Function")!.properties["Code"];
  const archive = Buffer.from((code as { ZipFile: string }).ZipFile, "base64").toString("latin1");
  const seen = [stack.exported(), ...deployed, archive, await stack.functionLog()];
  expect(seen.join("")).toContain('"event":"dag-synced"');
  for (const secret of [pce.apiKeySecret, panos.apiKey]) expect(seen.join("")).not.toContain(secret);
});

test.each(["lambda/permission:Permission", "cloudwatch/eventTarget:EventTarget"])(
  "the function does not run when %s is left out",
  async (resource) => {
    stack.setEnvironment({ LEAVE_OUT: resource });
    await up();
    await move("10.0.0.7");
    await stack.sandbox.aws.clock.advance(2 * INTERVAL);
    expect([members(), metric("Entries")]).toEqual([["10.0.0.1"], 0]);
  },
);

test("the runs of the function fail when its policy lacks the statement to read secrets", async () => {
  stack.setEnvironment({ LEAVE_OUT: "secretsmanager:GetSecretValue" });
  await up();
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect([metric("Entries"), metric("EntriesFailed")]).toEqual([1, 1]);
});

test("the deployment fails when the policy lacks the statement to make network interfaces", async () => {
  stack.setEnvironment({ LEAVE_OUT: "ec2:CreateNetworkInterface" });
  const { code, text } = await stack.run("up");
  expect(text).toContain("does not have permissions to call CreateNetworkInterface on EC2");
  expect(code).not.toBe(0);
});
