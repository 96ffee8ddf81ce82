import { flag, integer, list, object, text } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

/** Mappings of SQS queues. */
export const eventSourceMapping = awsResource({
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  cloudType: "AWS::Lambda::EventSourceMapping",
  arguments: {
    ...region,
    eventSourceArn: {
      kind: text({ pattern: /^arn:/ }),
      cloud: "EventSourceArn",
      required: true,
      replaces: true,
    },
    functionName: { kind: text(), cloud: "FunctionName", required: true },
    batchSize: { kind: integer({ from: 1, to: 10_000 }), cloud: "BatchSize", byDefault: 10 },
    maximumBatchingWindowInSeconds: {
      kind: integer({ from: 0, to: 300 }),
      cloud: "MaximumBatchingWindowInSeconds",
      byDefault: 0,
    },
    enabled: { kind: flag, cloud: "Enabled", byDefault: true },
    functionResponseTypes: {
      kind: list(text({ oneOf: ["ReportBatchItemFailures"] }), { most: 1 }),
      cloud: "FunctionResponseTypes",
    },
    scalingConfig: {
      kind: object({
        maximumConcurrency: { kind: integer({ from: 2, to: 1000 }), cloud: "MaximumConcurrency" },
      }),
      cloud: "ScalingConfig",
    },
    ...tags,
  },
  notSimulated: [
    "amazonManagedKafkaEventSourceConfig",
    "bisectBatchOnFunctionError",
    "destinationConfig",
    "documentDbEventSourceConfig",
    "filterCriteria",
    "kmsKeyArn",
    "maximumRecordAgeInSeconds",
    "maximumRetryAttempts",
    "metricsConfig",
    "parallelizationFactor",
    "provisionedPollerConfig",
    "queues",
    "selfManagedEventSource",
    "selfManagedKafkaEventSourceConfig",
    "sourceAccessConfigurations",
    "startingPosition",
    "startingPositionTimestamp",
    "topics",
    "tumblingWindowInSeconds",
    "useResourceTimeoutForPropagation",
  ],
  locate: (id) => id,
  id: ({ id }) => id,
  computed: {
    arn: ({ attributes }) => attributes["EventSourceMappingArn"],
    uuid: ({ id }) => id,
    functionArn: ({ attributes }) => attributes["FunctionArn"],
    state: ({ attributes }) => attributes["State"] ?? "Enabled",
    tagsAll,
  },
});
