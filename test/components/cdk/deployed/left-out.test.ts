import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { Key } from "aws-cdk-lib/aws-kms";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DagBinding, DagSync, Label, PceConnection } from "../../../../components/cdk";
import type { LabelRow } from "../../../../sandbox/pce";
import { cloudClients } from "../../../support/sandbox-cloud";
import { DeployedByCdk } from "../../parity/deployed-by-cdk";
import { createPlatform } from "../../parity/platform";
import { type LeftOut, leaveOut } from "./left-out";
import { whileTimePasses } from "./while-time-passes";

const INTERVAL = 5 * 60_000;
const TAG = "illumio-iac.Web";

let world: DeployedByCdk;
beforeEach(async () => {
  world = await DeployedByCdk.start();
});
afterEach(() => world.close());

/** Deploys what was declared, without something; returns why that failed. */
function deployWithout(leftOut: LeftOut | undefined): Promise<string | undefined> {
  const deployed = world.deploy((template) => {
    if (leftOut) leaveOut(template, leftOut);
  });
  return whileTimePasses(world.sandbox.aws.clock, deployed).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Labels that the stack made. */
const labels = () =>
  [...world.sandbox.pce.store.table<LabelRow>("labels").live()].filter(
    ({ value }) => value === "made-by-stack",
  );
const registered = () => Object.values(world.sandbox.panos.firewalls[0]!.registered()).flat();

/** What was written into the log group whose name has this part. */
async function linesOf(part: string): Promise<string[]> {
  const { aws } = world.sandbox;
  const groups = aws.resources.list().filter(({ type }) => type === "AWS::Logs::LogGroup");
  const { id: logGroupName } = groups.find(({ id }) => id.includes(part))!;
  const clients = cloudClients(aws);
  try {
    const { events = [] } = await clients.logs.send(new FilterLogEventsCommand({ logGroupName }));
    return events.map(({ message = "" }) => message);
  } finally {
    clients.destroy();
  }
}

describe("a label", () => {
  beforeEach(async () => {
    const { stack, vpc } = world;
    const { keyArn } = await createPlatform(world.sandbox);
    const kmsKey = Key.fromKeyArn(stack, "Key", keyArn);
    const connection = new PceConnection(stack, "Pce", { pce: world.pce(), kmsKey, vpc: { vpc } });
    new Label(stack, "Prod", { connection, key: "env", value: "made-by-stack" });
  });

  test("is made when nothing is left out, and its function and the framework write their logs", async () => {
    expect(await deployWithout(undefined)).toBeUndefined();
    expect(labels()).toHaveLength(1);
    expect((await linesOf("PceObjectsLogGroup")).join()).toContain("custom-resource-served");
    expect(await linesOf("PceObjectsProviderLogGroup")).not.toEqual([]);
  });

  test.each<[string, LeftOut, RegExp]>([
    [
      "the function's permission to read the secret",
      { action: "secretsmanager:GetSecretValue" },
      /Prod\w+ CREATE_FAILED .*secret arn:aws:.*: cannot be read: .*AccessDenied/,
    ],
    [
      "the function's permission to decrypt its variables",
      { action: "kms:Decrypt", of: /^PceObjects(?!Provider)/ },
      /Prod\w+ CREATE_FAILED .*unable to decrypt the environment variables .*PceObjectsFunction/,
    ],
    [
      "the framework's permission to decrypt its variables",
      { action: "kms:Decrypt", of: /^PceObjectsProvider/ },
      /Prod\w+ CREATE_FAILED .*did not receive a response from your Custom Resource/,
    ],
    [
      "the function's permission to join its VPC",
      { action: "ec2:CreateNetworkInterface", of: /^PceObjects/ },
      /does not have permissions to call CreateNetworkInterface on EC2/,
    ],
    [
      "the framework's permission to call the function",
      { action: "lambda:InvokeFunction", of: /^PceObjectsProvider/ },
      /Prod\w+ CREATE_FAILED .*is not authorized to perform: lambda:InvokeFunction/,
    ],
    [
      "the variable that tells the framework which function it serves",
      { variable: "USER_ON_EVENT_FUNCTION_ARN" },
      /Prod\w+ CREATE_FAILED .*"USER_ON_EVENT_FUNCTION_ARN" is not defined/,
    ],
  ])("fails without %s", async (_what, leftOut, reason) => {
    expect(await deployWithout(leftOut)).toMatch(reason);
    expect(labels()).toEqual([]);
  });

  test.each([
    ["its function", /^PceObjects(?!Provider)/, "PceObjectsLogGroup"],
    ["the framework", /^PceObjectsProvider/, "PceObjectsProviderLogGroup"],
  ])("is made without the permission of %s to write its log, which stays empty", async (_who, of, group) => {
    expect(await deployWithout({ action: "logs:PutLogEvents", of })).toBeUndefined();
    expect(labels()).toHaveLength(1);
    expect(await linesOf(group)).toEqual([]);
  });
});

describe("a binding", () => {
  beforeEach(() => {
    const { stack, vpc, sandbox } = world;
    const edge = Secret.fromSecretCompleteArn(stack, "Edge", sandbox.firewallSecretArn);
    const pce = world.pce();
    const connection = new PceConnection(stack, "Pce", { pce });
    const web = new DagBinding(stack, "Web", {
      connection,
      firewallSecret: edge,
      all: true,
      target: { firewall: "edge" },
    });
    new DagSync(stack, "Sync", { bindings: { web }, firewallSecrets: { edge }, pce, vpc: { vpc } });
  });

  /** A metric of DagSync's function. */
  const followed = (name: string): number => {
    const { metrics, resources } = world.sandbox.aws;
    const { id } = resources.list().find((one) => one.id.startsWith("Stack-SyncFunction"))!;
    return metrics.total({ namespace: "IllumioIac/DagSync", name, dimensions: { FunctionName: id } });
  };

  /** How many executions of the waiter succeeded. */
  const waited = (): number => {
    const { metrics, resources } = world.sandbox.aws;
    const { id } = resources.list().find(({ type }) => type === "AWS::StepFunctions::StateMachine")!;
    const dimensions = { StateMachineArn: id };
    return metrics.total({ namespace: "AWS/States", name: "ExecutionsSucceeded", dimensions });
  };

  test("is made and followed when nothing is left out", async () => {
    expect(await deployWithout(undefined)).toBeUndefined();
    expect(registered()).toContainEqual(expect.stringContaining(TAG));
    await world.sandbox.aws.clock.advance(INTERVAL);
    expect([followed("EntriesInSync"), followed("EntriesFailed"), waited()]).toEqual([1, 0, 1]);
  });

  test.each<[string, LeftOut, RegExp]>([
    [
      "the function's permission to read the secret of the PCE",
      { action: "secretsmanager:GetSecretValue", resource: "secret:illumio/pce", of: /^Pce/ },
      /Web\w+ CREATE_FAILED .*secret arn:aws:.*pce.*: cannot be read: .*AccessDenied/,
    ],
    [
      "the function's permission to read the secret of the firewall",
      { action: "secretsmanager:GetSecretValue", resource: "secret:illumio/firewall" },
      /Web\w+ CREATE_FAILED .*secret arn:aws:.*firewall.*: cannot be read: .*AccessDenied/,
    ],
    [
      "the framework's permission to start the waiter",
      { action: "states:StartExecution" },
      /Web\w+ CREATE_FAILED .*is not authorized to perform: states:StartExecution/,
    ],
    [
      "the framework's permission to begin",
      { action: "lambda:InvokeFunction", of: /^PceBindingsProviderRole/ },
      /Web\w+ CREATE_FAILED .*is not authorized to perform: lambda:InvokeFunction/,
    ],
    [
      "the framework's permission to ask whether it is complete",
      { action: "lambda:InvokeFunction", of: /^PceBindingsProviderWaiterRole/ },
      /Web\w+ CREATE_FAILED .*is not authorized to perform: lambda:InvokeFunction/,
    ],
    [
      "the waiter's permission to call the framework",
      { action: "lambda:InvokeFunction", of: /^PceBindingsProviderwaiterstatemachine/ },
      /Web\w+ CREATE_FAILED .*did not receive a response from your Custom Resource/,
    ],
    [
      "the variable that names the waiter",
      { variable: "WAITER_STATE_MACHINE_ARN" },
      /Web\w+ CREATE_FAILED .*"WAITER_STATE_MACHINE_ARN" is not defined/,
    ],
    [
      "the variable that names the function to begin",
      { variable: "USER_ON_EVENT_FUNCTION_ARN" },
      /Web\w+ CREATE_FAILED .*"USER_ON_EVENT_FUNCTION_ARN" is not defined/,
    ],
    [
      "the variable that names the function to ask",
      { variable: "USER_IS_COMPLETE_FUNCTION_ARN", of: /frameworkisComplete/ },
      /Web\w+ CREATE_FAILED .*"USER_IS_COMPLETE_FUNCTION_ARN" is not defined/,
    ],
  ])("fails without %s", async (_what, leftOut, reason) => {
    expect(await deployWithout(leftOut)).toMatch(reason);
  });

  test("is not waited for when the framework does not know whom to ask", async () => {
    const leftOut = { variable: "USER_IS_COMPLETE_FUNCTION_ARN", of: /frameworkonEvent/ };
    expect(await deployWithout(leftOut)).toBeUndefined();
    expect(waited()).toBe(0);
  });

  test.each<[string, LeftOut]>([
    ["permission to read its parameters", { action: "ssm:GetParameter" }],
    ["permission to read secrets", { action: "secretsmanager:GetSecretValue", of: /^Sync/ }],
    ["variable that names its parameters", { variable: "ILLUMIO_DAG_SYNC_PARAMETERS" }],
    ["schedule's permission to call it", { type: "AWS::Lambda::Permission" }],
  ])("is not followed without DagSync's %s", async (_what, leftOut) => {
    expect(await deployWithout(leftOut)).toBeUndefined();
    await world.sandbox.aws.clock.advance(INTERVAL);
    expect([followed("EntriesInSync"), followed("EntriesWritten")]).toEqual([0, 0]);
  });
});
