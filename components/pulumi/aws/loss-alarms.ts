import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import type * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";
import type { FlowLogSettings } from "./flow-log-settings";

/** Alarms that ring when flows need a person: given up and kept, or lost. */
export function lossAlarms(
  name: string,
  settings: FlowLogSettings,
  watched: { readonly normaliseFunction: lambda.Function; readonly deadLetterQueue: sqs.Queue },
  opts: pulumi.CustomResourceOptions,
): void {
  const ofNormalise = {
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: watched.normaliseFunction.name },
  };
  const alarm = (suffix: string, metric: Partial<cloudwatch.MetricAlarmArgs>) =>
    new cloudwatch.MetricAlarm(
      `${name}-${suffix}`,
      {
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "notBreaching",
        alarmActions: settings.alarmActionArns,
        tags: settings.tags,
        ...metric,
      },
      opts,
    );

  alarm("deliveries-given-up", {
    ...ofNormalise,
    metricName: "AsyncEventsDropped",
    alarmDescription:
      "Deliveries of flow logs failed at every try. They are in the bucket of failed deliveries: " +
      '"illumio-iac redrive" puts them back.',
  });
  alarm("deliveries-lost", {
    ...ofNormalise,
    metricName: "DestinationDeliveryFailures",
    alarmDescription:
      "Deliveries of flow logs failed and could not be kept in the bucket of failed deliveries.",
  });
  alarm("dead-letters", {
    namespace: "AWS/SQS",
    dimensions: { QueueName: watched.deadLetterQueue.name },
    metricName: "ApproximateNumberOfMessagesVisible",
    statistic: "Maximum",
    alarmDescription:
      "Flows did not reach the PCE and are in the dead-letter queue. Redrive it when the PCE takes them again.",
  });
}
