import path from "node:path";
import { PceClient } from "../../../clients/pce";
import type { DagSyncLog } from "../../../core/contracts/function-logs";
import { AwsStack } from "./aws-stack";

jest.setTimeout(180_000);

const PROGRAM = path.resolve(__dirname, "../../fixtures/programs/dag-sync");
const TAG = "illumio-iac.web";
const INTERVAL = 5 * 60_000;

let stack: AwsStack;
let someone: PceClient;

beforeEach(async () => {
  stack = await AwsStack.create(PROGRAM);
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

const up = (...args: string[]) => stack.must("up", "--yes", "--skip-preview", ...args);
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

test("what changes in the PCE between two deployments is on the firewall within an interval", async () => {
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

test("a deployment without changes changes nothing, and a changed binding reaches the function with it", async () => {
  await up();
  await up("--expect-no-changes");
  stack.setEnvironment({ BINDING: JSON.stringify({ maxAddresses: 5 }) });
  await up();
  await move("10.0.0.8");
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect(members()).toEqual(["10.0.0.8"]);
  await up();
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(stack.types()).toEqual(["AWS::SecretsManager::Secret", "AWS::SecretsManager::Secret"]);
});

test("a definition that is no longer in force writes nothing, and its runs fail", async () => {
  await up();
  stack.setEnvironment({ BINDING: JSON.stringify({ maxAddresses: 5 }) });
  await stack.must("up", "--yes", "--skip-preview", "--target", "**web");
  await move("10.0.0.9");
  const before = firewall().registered();
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect(firewall().registered()).toEqual(before);
  expect([metric("EntriesStale"), metric("EntriesWritten")]).toEqual([1, 0]);
});

test("no key stands in the state, in what was deployed or in the log", async () => {
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
  const seen = [await stack.must("stack", "export"), ...deployed, archive, await stack.functionLog()];
  expect(seen.join("")).toContain('"event":"dag-synced"');
  for (const secret of [pce.apiKeySecret, panos.apiKey]) expect(seen.join("")).not.toContain(secret);
});

test.each(["lambda/permission:Permission", "cloudwatch/eventTarget:EventTarget"])(
  "without %s nothing runs",
  async (resource) => {
    stack.setEnvironment({ LEAVE_OUT: resource });
    await up();
    await move("10.0.0.7");
    await stack.sandbox.aws.clock.advance(2 * INTERVAL);
    expect([members(), metric("Entries")]).toEqual([["10.0.0.1"], 0]);
  },
);

test("without the statement to read secrets its runs fail", async () => {
  stack.setEnvironment({ LEAVE_OUT: "secretsmanager:GetSecretValue" });
  await up();
  await stack.sandbox.aws.clock.advance(INTERVAL);
  expect([metric("Entries"), metric("EntriesFailed")]).toEqual([1, 1]);
});

test("without the statement to make network interfaces it cannot be deployed", async () => {
  stack.setEnvironment({ LEAVE_OUT: "ec2:CreateNetworkInterface" });
  const { code, text } = await stack.run("up", "--yes", "--skip-preview");
  expect(text).toContain("does not have permissions to call CreateNetworkInterface on EC2");
  expect(code).not.toBe(0);
});

test("a firewall without a secret ends the deployment before the function is there", async () => {
  const edge = stack.sandbox.firewallSecretArn;
  stack.setEnvironment({ MORE_ARGS: JSON.stringify({ firewallSecretArns: { other: edge } }) });
  const { code, text } = await stack.run("up", "--yes", "--skip-preview");
  expect(text).toContain("bindings: web is on the firewall edge, for which there is no secret");
  expect(code).not.toBe(0);
  expect(stack.types()).not.toContain("AWS::Lambda::Function");
});
