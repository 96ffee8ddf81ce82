import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import type { DagSyncSettings } from "./dag-sync-settings";

/** Alarms that ring when firewalls are not kept in step: runs fail, or there are none. */
export function dagSyncAlarms(
  name: string,
  settings: DagSyncSettings,
  target: lambda.Function,
  opts: pulumi.CustomResourceOptions,
): void {
  const alarm = (suffix: string, metric: Partial<cloudwatch.MetricAlarmArgs>) =>
    new cloudwatch.MetricAlarm(
      `${name}-${suffix}`,
      {
        namespace: "AWS/Lambda",
        dimensions: { FunctionName: target.name },
        statistic: "Sum",
        period: settings.intervalInMinutes.apply((minutes) => minutes * 60),
        evaluationPeriods: 3,
        threshold: 1,
        alarmActions: settings.alarmActionArns,
        tags: settings.tags,
        ...metric,
      } as cloudwatch.MetricAlarmArgs,
      opts,
    );

  // One failed run is what a restart of the PCE, or a deployment of a changed binding, costs.
  alarm("failing", {
    metricName: "Errors",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    datapointsToAlarm: 2,
    treatMissingData: "notBreaching",
    alarmDescription:
      "Two of three runs failed: registered addresses of firewalls are not as the PCE wants them. The function's log " +
      "names each entry and the reason.",
  });
  alarm("not-running", {
    metricName: "Invocations",
    comparisonOperator: "LessThanThreshold",
    treatMissingData: "breaching",
    alarmDescription:
      "No run for three intervals: registered addresses of firewalls stay as they are. Look at the rule, at the " +
      "function's permission and at its concurrency.",
  });
}
