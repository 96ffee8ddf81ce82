import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import { eventAgeInSeconds, rateExpression } from "../../spec/aws/dag-sync-settings";
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
      maximumRetryAttempts: 0,
    },
    opts,
  );
  const rule = new cloudwatch.EventRule(
    name,
    {
      description: "Brings firewalls into step with the PCE",
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
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    },
    opts,
  );
  new cloudwatch.EventTarget(
    name,
    { rule: rule.name, targetId: "dag-sync", arn: target.arn },
    // EventBridge does not ask for the permission before it calls, and tells nobody when it has none.
    { ...opts, dependsOn: [permission, invocation] },
  );
  return rule;
}
