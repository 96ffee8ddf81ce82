import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { SUBSCRIPTION } from "../../shared/aws/vpc-flow-logs-to-pce/functions";
import type { FlowLogSettings } from "./flow-log-settings";
import { logGroupName, plainLogGroupArn } from "./log-group-arn";
import type { NormaliseFunction } from "./normalise-function";

export interface FlowLogGroup {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
}

/** The log group that receives the flow logs: an existing one, or one of its own for every format. */
export function flowLogGroup(settings: FlowLogSettings, opts: pulumi.CustomResourceOptions): FlowLogGroup {
  const { existingLogGroupArn: existing, flowLogRetentionInDays: retentionInDays, kmsKey, tags } = settings;
  if (existing) return { arn: existing.apply(plainLogGroupArn), name: existing.apply(logGroupName) };
  return new cloudwatch.LogGroup(
    settings.nameOfFormat,
    { retentionInDays, tags, ...(kmsKey && { kmsKeyId: kmsKey }) },
    { ...opts, retainOnDelete: settings.keepsFlowLogGroup },
  );
}

/**
 * Has CloudWatch Logs give *normalise* what the log group receives. Filter and permission stay as long as the group does:
 * what comes late into a group that was replaced reaches *normalise*, which refuses and so keeps it.
 */
export function subscribe(
  settings: FlowLogSettings,
  logGroup: FlowLogGroup,
  normalise: NormaliseFunction,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.LogSubscriptionFilter {
  const kept = { ...opts, retainOnDelete: settings.keepsFlowLogGroup };
  const permission = new lambda.Permission(
    settings.nameOfFormat,
    {
      action: "lambda:InvokeFunction",
      function: normalise.function.name,
      principal: SUBSCRIPTION.principal,
      sourceArn: pulumi.interpolate`${logGroup.arn}:*`,
    },
    kept,
  );
  return new cloudwatch.LogSubscriptionFilter(
    settings.nameOfFormat,
    {
      logGroup: logGroup.name,
      destinationArn: normalise.function.arn,
      filterPattern: SUBSCRIPTION.filterPattern,
    },
    // AWS calls the function before it accepts the filter, and a failed delivery needs its on-failure destination.
    { ...kept, dependsOn: [permission, normalise.invocation] },
  );
}
