import type { Stack } from "aws-cdk-lib";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { VpcFlowLogsToPce, type VpcFlowLogsToPceProps } from "../../../../components/cdk";
import { DeployedStack } from "./deployed-stack";

let world: DeployedStack;
beforeEach(async () => {
  world = await DeployedStack.start();
});
afterEach(() => world.close());

const FORMAT = "version srcaddr dstaddr srcport dstport protocol start end action";

function traffic(stack: Stack, more: Partial<VpcFlowLogsToPceProps>): VpcFlowLogsToPce {
  const { pce, pceSecretArn } = world.sandbox;
  const { host, port, orgId } = pce;
  const secret = Secret.fromSecretCompleteArn(stack, "PceKey", pceSecretArn);
  return new VpcFlowLogsToPce(stack, "Traffic", { pce: { host, port, orgId, secret }, ...more });
}

/** Format of the flow log that exists. */
const formats = () =>
  world.sandbox.aws.resources
    .list()
    .flatMap(({ type, properties }) => (type === "AWS::EC2::FlowLog" ? [properties["LogFormat"]] : []));

test("another format in an existing log group is refused while its flow log exists, and takes two deployments", async () => {
  const group = await world.sandbox.aws.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/flows" });
  const arn = String(group.attributes["Arn"]).replace(/:\*$/, "");
  const ofFormat = (logFormat: string, hasTarget: boolean) => (stack: Stack) =>
    traffic(stack, {
      existingLogGroup: LogGroup.fromLogGroupArn(stack, "Group", arn),
      logFormat,
      ...(hasTarget && { targets: { shop: { vpc: world.vpc(stack) } } }),
    });
  expect(await world.deploy(ofFormat(FORMAT, true))).toEqual({ status: "CREATE_COMPLETE", failures: [] });
  const [former] = formats();

  const other = `${FORMAT} flow-direction`;
  const { status, failures } = await world.deploy(ofFormat(other, true));
  expect([status, failures]).toEqual([
    "UPDATE_ROLLBACK_COMPLETE",
    [expect.stringContaining("FlowLogAlreadyExists")],
  ]);
  expect(formats()).toEqual([former]);

  expect(await world.deploy(ofFormat(other, false))).toEqual({ status: "UPDATE_COMPLETE", failures: [] });
  expect(formats()).toEqual([]);
  expect(await world.deploy(ofFormat(other, true))).toEqual({ status: "UPDATE_COMPLETE", failures: [] });
  expect(formats()).toEqual([expect.stringContaining("flow-direction")]);
});
