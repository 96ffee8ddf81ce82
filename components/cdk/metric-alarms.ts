import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Alarm } from "../shared/aws/alarm";

/** The alarms of a construct, by the suffix of their data. */
export function metricAlarms(
  scope: Construct,
  alarms: readonly Alarm<string>[],
  actions: readonly cloudwatch.IAlarmAction[],
): Record<string, cloudwatch.Alarm> {
  const group = new Construct(scope, "Alarms");
  return Object.fromEntries(alarms.map((alarm) => [alarm.suffix, metricAlarm(group, alarm, actions)]));
}

function metricAlarm(
  scope: Construct,
  alarm: Alarm<string>,
  actions: readonly cloudwatch.IAlarmAction[],
): cloudwatch.Alarm {
  const { namespace, metricName, statistic, datapointsToAlarm } = alarm;
  const metric = new cloudwatch.Metric({
    namespace,
    metricName,
    statistic,
    dimensionsMap: { ...alarm.dimensions },
    period: Duration.seconds(alarm.periodInSeconds),
  });
  const made = new cloudwatch.Alarm(scope, alarm.suffix, {
    metric,
    alarmDescription: alarm.description,
    evaluationPeriods: alarm.evaluationPeriods,
    comparisonOperator: alarm.comparisonOperator as cloudwatch.ComparisonOperator,
    threshold: alarm.threshold,
    treatMissingData: alarm.treatMissingData as cloudwatch.TreatMissingData,
    ...(datapointsToAlarm !== undefined && { datapointsToAlarm }),
  });
  made.addAlarmAction(...actions);
  return made;
}
