import type { ResourceType } from "./resource-type";
import { flag, integer, list, number, object, tags, text } from "./shape";

interface AlarmProperties {
  readonly AlarmName?: string;
}

const arns = list(text({ pattern: /^arn:/ }), { max: 5 });

/** Metric alarms are kept and checked for form; they change no state and notify nobody. */
export const cloudwatchAlarm: ResourceType<AlarmProperties> = {
  type: "AWS::CloudWatch::Alarm",
  createOnly: ["AlarmName"],
  shape: object(
    {
      AlarmName: text({ min: 1, max: 255 }),
      AlarmDescription: text({ max: 1024 }),
      ComparisonOperator: text({
        oneOf: [
          "GreaterThanOrEqualToThreshold",
          "GreaterThanThreshold",
          "LessThanThreshold",
          "LessThanOrEqualToThreshold",
        ],
      }),
      EvaluationPeriods: integer({ min: 1 }),
      DatapointsToAlarm: integer({ min: 1 }),
      MetricName: text({ min: 1, max: 255 }),
      Namespace: text({ pattern: /^[^:].{0,254}$/ }),
      Dimensions: list(object({ Name: text({ min: 1 }), Value: text({ min: 1 }) }, ["Name", "Value"]), {
        max: 30,
      }),
      Period: integer({ min: 10 }),
      Statistic: text({ oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] }),
      Threshold: number(),
      TreatMissingData: text({ oneOf: ["missing", "ignore", "breaching", "notBreaching"] }),
      ActionsEnabled: flag,
      AlarmActions: arns,
      OKActions: arns,
      InsufficientDataActions: arns,
      Unit: text(),
      Tags: tags,
    },
    [
      "ComparisonOperator",
      "EvaluationPeriods",
      "MetricName",
      "Namespace",
      "Period",
      "Statistic",
      "Threshold",
    ],
  ),
  create: (cloud, { AlarmName }) => AlarmName ?? `sandbox-alarm-${cloud.ids.upper(12)}`,
  attributes: (cloud, { id }) => ({ Arn: cloud.arn("cloudwatch", `alarm:${id}`) }),
  update: () => undefined,
  delete: () => undefined,
};
