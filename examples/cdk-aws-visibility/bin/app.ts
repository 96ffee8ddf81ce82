import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { VpcFlowLogsToPce } from "illumio-iac/cdk";

const app = new App();

/** A value of `-c NAME=VALUE`, or of `context` in cdk.json. */
function setting(name: string): string {
  const value: unknown = app.node.tryGetContext(name);
  if (typeof value === "string" && value !== "") return value;
  throw new Error(
    `The setting ${name} is missing: give it as -c ${name}=VALUE, or in "context" of cdk.json.`,
  );
}

const stack = new Stack(app, "Visibility", {
  description: "Traffic of a VPC in the PCE",
  // Account and region of the credentials with which cdk is called.
  env: { account: process.env["CDK_DEFAULT_ACCOUNT"], region: process.env["CDK_DEFAULT_REGION"] },
});

// A flow log needs nothing of its VPC but the id, so nothing is looked up in the account.
const vpc = Vpc.fromVpcAttributes(stack, "Vpc", {
  vpcId: setting("vpcId"),
  availabilityZones: [`${stack.region}a`],
});

const traffic = new VpcFlowLogsToPce(stack, "Traffic", {
  targets: { shop: { vpc } },
  pce: {
    host: setting("pceHost"),
    port: Number(setting("pcePort")),
    orgId: Number(setting("pceOrgId")),
    secret: Secret.fromSecretCompleteArn(stack, "PceKey", setting("pceSecretArn")),
  },
  logFormat: app.node.tryGetContext("logFormat"),
  // Nothing of a trial is worth keeping. Without this, a log group that is no longer used stays with its records.
  deleteFlowLogGroup: true,
  tags: { project: "visibility" },
});

new CfnOutput(stack, "LogGroup", { value: traffic.logGroup.logGroupName });
new CfnOutput(stack, "FlowQueue", { value: traffic.flowQueue.queueUrl });
new CfnOutput(stack, "DeadLetterQueue", { value: traffic.deadLetterQueue.queueUrl });
new CfnOutput(stack, "RefusedQueue", { value: traffic.refusedQueue.queueUrl });
new CfnOutput(stack, "FailedDeliveries", { value: traffic.failedDeliveries.bucketName });
new CfnOutput(stack, "NormaliseFunction", { value: traffic.normaliseFunction.functionName });
new CfnOutput(stack, "UploadFunction", { value: traffic.uploadFunction.functionName });
