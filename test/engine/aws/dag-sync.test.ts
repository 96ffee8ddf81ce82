import path from "node:path";
import { PceClient } from "../../../clients/pce";
import { firewallEnvironment } from "../../support/environments";
import { AwsStack } from "./aws-stack";

jest.setTimeout(180_000);

const PROGRAM = path.resolve(__dirname, "../../fixtures/programs/dag-sync");
const TAG = "illumio-iac.web";
const INTERVAL = 5 * 60_000;

let stack: AwsStack;
let someone: PceClient;

beforeAll(async () => {
  stack = await AwsStack.create(PROGRAM);
  const { firewallSecretArn, panos, pce, subnetIds } = stack.sandbox;
  someone = new PceClient(pce);
  stack.setEnvironment({
    FIREWALL_SECRET_ARN: firewallSecretArn,
    SUBNET_IDS: subnetIds.join(","),
    ...firewallEnvironment(panos),
  });
});
afterAll(async () => {
  await someone.close();
  await stack.close();
});

const up = (...args: string[]) => stack.must("up", "--yes", "--skip-preview", ...args);
const members = () =>
  Object.entries(stack.sandbox.panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address);

/** What somebody does in the PCE while no program runs, and what is on the firewall an interval later. */
async function moved(address: string): Promise<string[]> {
  for await (const { href } of someone.listWorkloads())
    await someone.updateWorkload(href, { interfaces: [{ name: "eth0", address }] });
  await stack.sandbox.aws.clock.advance(INTERVAL);
  return members();
}

test("a deployed binding is followed, a second up changes nothing, and an up with a changed binding updates the function", async () => {
  await up();
  expect(members()).toEqual(["10.0.0.1"]);
  await up("--expect-no-changes");
  expect(await moved("10.0.0.7")).toEqual(["10.0.0.7"]);
  stack.setEnvironment({ BINDING: JSON.stringify({ maxAddresses: 5 }) });
  await up();
  expect(await moved("10.0.0.8")).toEqual(["10.0.0.8"]);
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(stack.types()).toEqual(["AWS::SecretsManager::Secret", "AWS::SecretsManager::Secret"]);
});

test("a deployment fails before the function is made when a firewall has no secret", async () => {
  const edge = stack.sandbox.firewallSecretArn;
  stack.setEnvironment({ MORE_ARGS: JSON.stringify({ firewallSecretArns: { other: edge } }) });
  const { code, text } = await stack.run("up", "--yes", "--skip-preview");
  expect(text).toContain("bindings.web.target.firewall: must be a firewall with a secret, got 'edge'");
  expect(code).not.toBe(0);
  expect(stack.types()).not.toContain("AWS::Lambda::Function");
});
