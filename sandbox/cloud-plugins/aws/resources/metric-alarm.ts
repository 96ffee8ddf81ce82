import { flag, integer, list, number, pairs, text } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

const actions = list(text({ pattern: /^arn:/ }), { most: 5 });

export const metricAlarm = awsResource({
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  cloudType: "AWS::CloudWatch::Alarm",
  arguments: {
    ...region,
    name: { kind: text({ pattern: /^.{1,255}$/ }), cloud: "AlarmName", replaces: true },
    alarmDescription: { kind: text({ longest: 1024 }), cloud: "AlarmDescription" },
    comparisonOperator: {
      kind: text({
        oneOf: [
          "GreaterThanOrEqualToThreshold",
          "GreaterThanThreshold",
          "LessThanThreshold",
          "LessThanOrEqualToThreshold",
        ],
      }),
      cloud: "ComparisonOperator",
      required: true,
    },
    evaluationPeriods: { kind: integer({ from: 1 }), cloud: "EvaluationPeriods", required: true },
    datapointsToAlarm: { kind: integer({ from: 1 }), cloud: "DatapointsToAlarm" },
    metricName: { kind: text(), cloud: "MetricName", required: true },
    namespace: { kind: text(), cloud: "Namespace", required: true },
    dimensions: { kind: pairs("Name"), cloud: "Dimensions" },
    period: { kind: integer({ from: 10 }), cloud: "Period", required: true },
    statistic: {
      kind: text({ oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] }),
      cloud: "Statistic",
      required: true,
    },
    threshold: { kind: number, cloud: "Threshold", required: true },
    treatMissingData: {
      kind: text({ oneOf: ["missing", "ignore", "breaching", "notBreaching"] }),
      cloud: "TreatMissingData",
      byDefault: "missing",
    },
    actionsEnabled: { kind: flag, cloud: "ActionsEnabled", byDefault: true },
    alarmActions: { kind: actions, cloud: "AlarmActions" },
    okActions: { kind: actions, cloud: "OKActions" },
    insufficientDataActions: { kind: actions, cloud: "InsufficientDataActions" },
    unit: { kind: text(), cloud: "Unit" },
    ...tags,
  },
  notSimulated: [
    "evaluateLowSampleCountPercentiles",
    "evaluationCriteria",
    "evaluationInterval",
    "extendedStatistic",
    "metricQueries",
    "thresholdMetricId",
    "warmUpConfiguration",
  ],
  autoname: { property: "name", maximumLength: 255 },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: { arn: ({ attributes }) => attributes["Arn"], tagsAll },
});
