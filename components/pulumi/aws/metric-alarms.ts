import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarm } from "../../shared/aws/alarm";
import type { Tags } from "../tags";

/** Alarms of a component, each named after it. */
export function metricAlarms(
  name: string,
  alarms: readonly Alarm<pulumi.Output<string>, pulumi.Output<number>>[],
  settings: {
    readonly alarmActionArns: pulumi.Input<pulumi.Input<string>[]> | undefined;
    readonly tags: Tags;
  },
  opts: pulumi.CustomResourceOptions,
): void {
  for (const alarm of alarms)
    new cloudwatch.MetricAlarm(
      `${name}-${alarm.suffix}`,
      {
        alarmDescription: alarm.description,
        namespace: alarm.namespace,
        metricName: alarm.metricName,
        dimensions: alarm.dimensions,
        statistic: alarm.statistic,
        period: alarm.periodInSeconds,
        evaluationPeriods: alarm.evaluationPeriods,
        datapointsToAlarm: alarm.datapointsToAlarm,
        comparisonOperator: alarm.comparisonOperator,
        threshold: alarm.threshold,
        treatMissingData: alarm.treatMissingData,
        alarmActions: settings.alarmActionArns,
        tags: settings.tags,
      },
      opts,
    );
}
