import * as events from "aws-cdk-lib/aws-events";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { DAG_SYNC_SCHEDULE, eventAgeInSeconds, rateExpression } from "../shared/aws/dag-sync/schedule";

/** Runs a function at an interval. A run that failed is not tried again: the next one does the same. */
export function dagSyncSchedule(
  scope: Construct,
  intervalInMinutes: number,
  target: lambda.Function,
): events.Rule {
  const invocation = new lambda.CfnEventInvokeConfig(scope, "Invocation", {
    functionName: target.functionName,
    qualifier: "$LATEST",
    maximumEventAgeInSeconds: eventAgeInSeconds(intervalInMinutes),
    maximumRetryAttempts: DAG_SYNC_SCHEDULE.maximumRetryAttempts,
  });
  const rule = new events.Rule(scope, "Schedule", {
    description: DAG_SYNC_SCHEDULE.description,
    schedule: events.Schedule.expression(rateExpression(intervalInMinutes)),
    targets: [{ bind: () => ({ id: DAG_SYNC_SCHEDULE.targetId, arn: target.functionArn }) }],
  });
  rule.node.addDependency(invocation);
  new lambda.CfnPermission(scope, "Permission", {
    action: "lambda:InvokeFunction",
    functionName: target.functionName,
    principal: DAG_SYNC_SCHEDULE.principal,
    sourceArn: rule.ruleArn,
  });
  return rule;
}
