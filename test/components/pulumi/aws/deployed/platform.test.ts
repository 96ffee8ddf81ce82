import path from "node:path";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { encryptLogGroups } from "../../../../../components/shared/aws/key-policies";
import { InProcessAwsStack } from "../../../../dynamic-providers/stacks/in-process-aws-stack";
import { type ConnectProxy, startConnectProxy } from "../../../../support/connect-proxy";
import { allow, cloudClients, policy } from "../../../../support/sandbox-cloud";

const PROGRAM = path.resolve(__dirname, "../../../../fixtures/programs/flow-logs");
const LOCATION = { partition: "aws", region: "us-east-1", account: "123456789012" };
const TO_IAM = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "kms:*",
  Resource: "*",
};
const ALL = ["logs:*", "sqs:*", "s3:*", "secretsmanager:*", "kms:*", "ec2:*"];

let stack: InProcessAwsStack;
let proxy: ConnectProxy;
beforeEach(async () => {
  stack = await InProcessAwsStack.create(PROGRAM);
  proxy = await startConnectProxy();
});
afterEach(async () => {
  proxy.close();
  await stack.close();
});

async function createKey(KeyPolicy: unknown = policy([TO_IAM, encryptLogGroups(LOCATION)])): Promise<string> {
  const key = await stack.sandbox.aws.resources.create("AWS::KMS::Key", { KeyPolicy });
  return String(key.attributes["Arn"]);
}

async function createBoundary(actions: readonly string[] = ALL): Promise<string> {
  const PolicyDocument = policy([allow(actions, "*")]);
  return (await stack.sandbox.aws.resources.create("AWS::IAM::ManagedPolicy", { PolicyDocument })).id;
}

/** Deploys the component with these arguments, without something. */
function deploy(args: object, leftOut: object = {}) {
  stack.setEnvironment({ MORE_ARGS: JSON.stringify(args), LEAVE_OUT: JSON.stringify(leftOut) });
  return stack.run("up");
}

const vpc = () => ({
  subnetIds: stack.sandbox.subnetIds.slice(0, 1),
  securityGroupIds: ["sg-0123456789abcdef0"],
});

/** Flows in the PCE after three minutes of traffic. */
async function flows(): Promise<number> {
  await stack.play(3);
  return stack.sandbox.pce.store.traffic.size;
}

const properties = (type: string) =>
  stack.sandbox.aws.resources.list().flatMap((one) => (one.type === type ? [one.properties] : []));

test("flows arrive with a key, a boundary, a VPC and a proxy, and destroy works", async () => {
  const kmsKey = await createKey();
  const permissionsBoundary = await createBoundary();
  const args = { kmsKey, permissionsBoundary, vpc: vpc(), proxyUrl: proxy.url };
  expect(await deploy(args)).toMatchObject({ code: 0 });
  expect(await flows()).toBeGreaterThan(50);
  const { host, port } = stack.sandbox.pce;
  expect(new Set(proxy.reached)).toEqual(new Set([`${host}:${port}`]));

  expect(properties("AWS::SQS::Queue").map(({ KmsMasterKeyId }) => KmsMasterKeyId)).toEqual(
    Array(3).fill(kmsKey),
  );
  expect(properties("AWS::Logs::LogGroup").map(({ KmsKeyId }) => KmsKeyId)).toEqual(Array(3).fill(kmsKey));
  expect(properties("AWS::Lambda::Function").map(({ KmsKeyArn }) => KmsKeyArn)).toEqual(
    Array(2).fill(kmsKey),
  );
  expect(properties("AWS::IAM::Role").map(({ PermissionsBoundary }) => PermissionsBoundary)).toEqual(
    Array(3).fill(permissionsBoundary),
  );
  expect(JSON.stringify(properties("AWS::S3::Bucket"))).toContain(kmsKey);
  expect(await stack.run("up", "--expect-no-changes")).toMatchObject({ code: 0 });
  await stack.must("destroy");
});

test("a key, a boundary, a VPC and a proxy can be given to a deployed component and taken away", async () => {
  await stack.must("up");
  const [kmsKey, permissionsBoundary] = [await createKey(), await createBoundary()];
  const args = { kmsKey, permissionsBoundary, vpc: vpc(), proxyUrl: proxy.url };
  expect(await deploy(args)).toMatchObject({ code: 0 });
  expect(await flows()).toBeGreaterThan(50);
  expect(proxy.reached.length).toBeGreaterThan(0);
  expect(await deploy({})).toMatchObject({ code: 0 });
  const [requests, tunnels] = [stack.sandbox.pce.counters.requests, proxy.reached.length];
  await flows();
  expect(stack.sandbox.pce.counters.requests).toBeGreaterThan(requests);
  expect(proxy.reached.length).toBe(tunnels);
});

test.each([
  ["normalise may not decrypt", { action: "kms:Decrypt", of: "normalise" }],
  ["normalise may not make data keys", { action: "kms:GenerateDataKey", of: "normalise" }],
  ["upload may not decrypt", { action: "kms:Decrypt", of: "upload" }],
])("no flow arrives in encrypted queues when %s", async (_, leftOut) => {
  expect(await deploy({ kmsKey: await createKey() }, leftOut)).toMatchObject({ code: 0 });
  expect(await flows()).toBe(0);
});

test("a failed delivery is lost when normalise may not make data keys, and kept when it may", async () => {
  const kmsKey = await createKey();
  const { aws } = stack.sandbox;
  const lost = () => {
    const FunctionName = aws.resources
      .list()
      .find(({ type, id }) => type === "AWS::Lambda::Function" && id.startsWith("app-normalise-"))!.id;
    return aws.metrics.total({
      namespace: "AWS/Lambda",
      name: "DestinationDeliveryFailures",
      dimensions: { FunctionName },
    });
  };
  const without = { variable: "ILLUMIO_FLOW_QUEUE_URL" };
  expect(await deploy({ kmsKey }, without)).toMatchObject({ code: 0 });
  expect(await flows()).toBe(0);
  expect(lost()).toBe(0);
  expect(await deploy({ kmsKey }, { action: "kms:GenerateDataKey", of: "normalise" })).toMatchObject({
    code: 0,
  });
  expect(await flows()).toBe(0);
  expect(lost()).toBeGreaterThan(0);
});

test("a message that cannot be read comes again when upload may not make data keys", async () => {
  const kmsKey = await createKey();
  expect(await deploy({ kmsKey }, { action: "kms:GenerateDataKey", of: "upload" })).toMatchObject({
    code: 0,
  });
  const { aws } = stack.sandbox;
  const flowQueue = aws.resources
    .list()
    .find(({ type, id }) => type === "AWS::SQS::Queue" && id.includes("flows"))!;
  const clients = cloudClients(aws);
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: flowQueue.id, MessageBody: "not ours" }));
  clients.destroy();
  await aws.clock.advance(10 * 60_000);
  expect(await stack.functionLog()).toMatch(/is not in the dead-letter queue: .*KmsAccessDenied/);
});

test("the deployment fails when the policy of the key does not let CloudWatch Logs use it", async () => {
  const { code, text } = await deploy({ kmsKey: await createKey(policy([TO_IAM])) });
  expect(text).toMatch(
    /The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:/,
  );
  expect(code).not.toBe(0);
});

test("the deployment fails when the key or the boundary does not exist", async () => {
  const kmsKey = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const permissionsBoundary = "arn:aws:iam::123456789012:policy/nothing";
  const noKey = await deploy({ kmsKey });
  expect(noKey.text).toContain("does not exist");
  expect(noKey.code).not.toBe(0);
  const noBoundary = await deploy({ permissionsBoundary });
  expect(noBoundary.text).toContain(`Scope ARN: ${permissionsBoundary} does not exist or is not attachable.`);
  expect(noBoundary.code).not.toBe(0);
});

test.each([["sqs:*"], ["logs:*"], ["secretsmanager:*"]])(
  "no flow arrives when the boundary does not allow %s",
  async (left) => {
    const permissionsBoundary = await createBoundary(ALL.filter((action) => action !== left));
    await deploy({ permissionsBoundary });
    expect(await flows()).toBe(0);
  },
);

test("the deployment fails when upload's policy lacks the statement to make network interfaces", async () => {
  const { code, text } = await deploy({ vpc: vpc() }, { action: "ec2:CreateNetworkInterface" });
  expect(text).toContain("does not have permissions to call CreateNetworkInterface on EC2");
  expect(code).not.toBe(0);
});

test("the functions call the PCE directly when the variable that names the proxy is left out", async () => {
  expect(await deploy({ proxyUrl: proxy.url }, { variable: "ILLUMIO_PROXY_URL" })).toMatchObject({ code: 0 });
  expect(await flows()).toBeGreaterThan(50);
  expect(proxy.reached).toEqual([]);
});

test("no flow arrives when the proxy refuses, and the log names the proxy", async () => {
  proxy.refuse();
  expect(await deploy({ proxyUrl: proxy.url })).toMatchObject({ code: 0 });
  expect(await flows()).toBe(0);
  expect(proxy.reached.length).toBeGreaterThan(0);
  expect(await stack.functionLog()).toContain("the proxy on the way to PCE");
});
