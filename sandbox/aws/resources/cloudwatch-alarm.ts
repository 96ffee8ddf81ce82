import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { flag, integer, list, number, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";

interface AlarmProperties {
  readonly AlarmName?: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Metrics?: readonly unknown[];
}

const dimensions = list(object({ Name: text({ min: 1 }), Value: text({ min: 1 }) }, ["Name", "Value"]), {
  max: 30,
});
const namespace = text({ pattern: /^[^:].{0,254}$/ });
const metric = object({ Namespace: namespace, MetricName: text({ min: 1 }), Dimensions: dimensions });
/** One metric, or one expression over the others. */
const metricQuery = object(
  {
    Id: text({ pattern: /^[a-z]\w{0,254}$/ }),
    Expression: text({ min: 1, max: 2048 }),
    Label: text(),
    MetricStat: object(
      { Metric: metric, Period: integer({ min: 10 }), Stat: text({ min: 1 }), Unit: text() },
      ["Metric", "Period", "Stat"],
    ),
    Period: integer({ min: 10 }),
    ReturnData: flag,
    AccountId: text(),
  },
  ["Id"],
);

const arns = list(text({ pattern: /^arn:/ }), { max: 5 });

type Needs = Pick<Foundation, "arn" | "ids">;

/** Metric alarms are kept and checked for form; they change no state and notify nobody. */
export const cloudwatchAlarm: ResourceType<AlarmProperties, Needs> = {
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
      Namespace: namespace,
      Dimensions: dimensions,
      Metrics: list(metricQuery, { min: 1, max: 20 }),
      Period: integer({ min: 10 }),
      Statistic: text({ oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] }),
      ExtendedStatistic: text({ pattern: /^p(\d{1,2}(\.\d{0,10})?|100)$/ }),
      Threshold: number(),
      TreatMissingData: text({ oneOf: ["missing", "ignore", "breaching", "notBreaching"] }),
      ActionsEnabled: flag,
      AlarmActions: arns,
      OKActions: arns,
      InsufficientDataActions: arns,
      Unit: text(),
      Tags: tags,
    },
    ["ComparisonOperator", "EvaluationPeriods", "Threshold"],
  ),

  create(cloud, properties) {
    requireMetric(properties);
    return properties.AlarmName ?? `sandbox-alarm-${cloud.ids.upper(12)}`;
  },
  attributes: (cloud, { id }) => ({ Arn: cloud.arn("cloudwatch", `alarm:${id}`) }),
  update(_cloud, _resource, properties) {
    requireMetric(properties);
  },
  delete: () => undefined,
};

/** UNCONFIRMED: the texts with which CloudWatch refuses an alarm with no metric, or with two kinds of it. */
function requireMetric(properties: AlarmProperties): void {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic, Metrics } = properties;
  const single = { MetricName, Namespace, Period, Statistic: Statistic ?? ExtendedStatistic };
  const given = Object.entries(single).filter(([, value]) => value !== undefined);
  if (Metrics !== undefined && given.length > 0) {
    throw invalid(`Metrics must not be set together with ${given.map(([name]) => name).join(", ")}.`);
  }
  const missing = Object.entries(single).filter(([, value]) => value === undefined);
  if (Metrics === undefined && missing.length > 0) {
    throw invalid(`An alarm without Metrics needs ${missing.map(([name]) => name).join(", ")}.`);
  }
  if (Statistic !== undefined && ExtendedStatistic !== undefined) {
    throw invalid("Statistic and ExtendedStatistic must not be set together.");
  }
}

function invalid(message: string): CloudError {
  return new CloudError("ValidationError", message);
}
