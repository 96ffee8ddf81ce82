import { RemovalPolicy } from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { SUBSCRIPTION } from "../shared/aws/vpc-flow-logs-to-pce/functions";
import type { FlowLogSettings } from "./flow-log-settings";
import { plainLogGroupArn } from "./log-group-arn";
import type { NormaliseFunction } from "./normalise-function";

/**
 * Scope of what every format has of its own: log group, subscription filter, permission and flow logs. Its id holds
 * the digest of the format, so another format makes all of them anew.
 */
export function scopeOfFormat(scope: Construct, { digest }: Pick<FlowLogSettings, "digest">): Construct {
  return new Construct(scope, digest === undefined ? "FlowLogs" : `FlowLogs${digest}`);
}

/** The log group that receives the flow logs: an existing one, or one of its own for every format. */
export function flowLogGroup(scope: Construct, settings: FlowLogSettings): logs.ILogGroup {
  const { existingLogGroup, flowLogRetentionInDays: retention, kmsKey } = settings;
  return (
    existingLogGroup ??
    new logs.LogGroup(scope, "LogGroup", {
      retention,
      removalPolicy: removalPolicy(settings),
      ...(kmsKey && { encryptionKey: kmsKey }),
    })
  );
}

/**
 * Has CloudWatch Logs give *normalise* what the log group receives. Filter and permission stay as long as the group does:
 * what comes late into a group that was replaced reaches *normalise*, which refuses and so keeps it.
 */
export function subscribe(
  scope: Construct,
  settings: FlowLogSettings,
  group: logs.ILogGroup,
  normalise: NormaliseFunction,
): logs.CfnSubscriptionFilter {
  const permission = new lambda.CfnPermission(scope, "Permission", {
    action: "lambda:InvokeFunction",
    functionName: normalise.function.functionName,
    principal: SUBSCRIPTION.principal,
    sourceArn: `${plainLogGroupArn(group)}:*`,
  });
  const filter = new logs.CfnSubscriptionFilter(scope, "SubscriptionFilter", {
    logGroupName: group.logGroupName,
    destinationArn: normalise.function.functionArn,
    filterPattern: SUBSCRIPTION.filterPattern,
  });
  // AWS calls the function before it accepts the filter, and a failed delivery needs its on-failure destination.
  filter.node.addDependency(permission, normalise.invocation);
  for (const resource of [permission, filter]) resource.applyRemovalPolicy(removalPolicy(settings));
  return filter;
}

/** What is kept is kept from the first successful deployment on. */
function removalPolicy({ digest, deleteFlowLogGroup }: FlowLogSettings): RemovalPolicy {
  return digest === undefined || deleteFlowLogGroup
    ? RemovalPolicy.DESTROY
    : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
