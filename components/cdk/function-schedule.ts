import * as events from "aws-cdk-lib/aws-events";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { eventAgeInSeconds, rateExpression, SCHEDULED_RUNS } from "../shared/aws/schedule";

/** Runs a function at an interval. A run that failed is not tried again: the next one does the same. */
export function functionSchedule(
  scope: Construct,
  target: lambda.Function,
  props: { readonly description: string; readonly targetId: string; readonly intervalInMinutes: number },
): events.Rule {
  const { description, targetId, intervalInMinutes } = props;
  const invocation = new lambda.CfnEventInvokeConfig(scope, "Invocation", {
    functionName: target.functionName,
    qualifier: "$LATEST",
    maximumEventAgeInSeconds: eventAgeInSeconds(intervalInMinutes),
    maximumRetryAttempts: SCHEDULED_RUNS.maximumRetryAttempts,
  });
  const rule = new events.Rule(scope, "Schedule", {
    description,
    schedule: events.Schedule.expression(rateExpression(intervalInMinutes)),
    targets: [{ bind: () => ({ id: targetId, arn: target.functionArn }) }],
  });
  rule.node.addDependency(invocation);
  new lambda.CfnPermission(scope, "Permission", {
    action: "lambda:InvokeFunction",
    functionName: target.functionName,
    principal: SCHEDULED_RUNS.principal,
    sourceArn: rule.ruleArn,
  });
  return rule;
}
