import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import { DAG_SYNC_SCHEDULE } from "../../shared/aws/dag-sync/schedule";
import { eventAgeInSeconds, rateExpression, SCHEDULED_RUNS } from "../../shared/aws/schedule";
import type { DagSyncSettings } from "./dag-sync-settings";

/** Runs a function at an interval. A run that failed is not tried again: the next one does the same. */
export function dagSyncSchedule(
  name: string,
  settings: DagSyncSettings,
  target: lambda.Function,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.EventRule {
  const invocation = new lambda.FunctionEventInvokeConfig(
    name,
    {
      functionName: target.name,
      maximumEventAgeInSeconds: settings.intervalInMinutes.apply(eventAgeInSeconds),
      maximumRetryAttempts: SCHEDULED_RUNS.maximumRetryAttempts,
    },
    opts,
  );
  const rule = new cloudwatch.EventRule(
    name,
    {
      description: DAG_SYNC_SCHEDULE.description,
      scheduleExpression: settings.intervalInMinutes.apply(rateExpression),
      tags: settings.tags,
    },
    opts,
  );
  const permission = new lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: target.name,
      principal: SCHEDULED_RUNS.principal,
      sourceArn: rule.arn,
    },
    opts,
  );
  new cloudwatch.EventTarget(
    name,
    { rule: rule.name, targetId: DAG_SYNC_SCHEDULE.targetId, arn: target.arn },
    // EventBridge does not check the permission before it calls, and reports nothing when the permission is missing.
    { ...opts, dependsOn: [permission, invocation] },
  );
  return rule;
}
