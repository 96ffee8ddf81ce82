import { flag, integer, json, text } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

export const queue = awsResource({
  type: "aws:sqs/queue:Queue",
  cloudType: "AWS::SQS::Queue",
  arguments: {
    ...region,
    name: { kind: text({ pattern: /^[\w-]{1,80}$/ }), cloud: "QueueName", replaces: true },
    delaySeconds: { kind: integer({ from: 0, to: 900 }), cloud: "DelaySeconds", byDefault: 0 },
    maxMessageSize: {
      kind: integer({ from: 1024, to: 1_048_576 }),
      cloud: "MaximumMessageSize",
      byDefault: 1_048_576,
    },
    messageRetentionSeconds: {
      kind: integer({ from: 60, to: 1_209_600 }),
      cloud: "MessageRetentionPeriod",
      byDefault: 345_600,
    },
    receiveWaitTimeSeconds: {
      kind: integer({ from: 0, to: 20 }),
      cloud: "ReceiveMessageWaitTimeSeconds",
      byDefault: 0,
    },
    visibilityTimeoutSeconds: {
      kind: integer({ from: 0, to: 43_200 }),
      cloud: "VisibilityTimeout",
      byDefault: 30,
    },
    kmsMasterKeyId: { kind: text(), cloud: "KmsMasterKeyId" },
    kmsDataKeyReusePeriodSeconds: {
      kind: integer({ from: 60, to: 86_400 }),
      cloud: "KmsDataKeyReusePeriodSeconds",
      byDefault: 300,
    },
    sqsManagedSseEnabled: { kind: flag, cloud: "SqsManagedSseEnabled", byDefault: true },
    redrivePolicy: { kind: json, cloud: "RedrivePolicy" },
    redriveAllowPolicy: { kind: json, cloud: "RedriveAllowPolicy" },
    fifoQueue: { kind: flag, replaces: true, byDefault: false },
    ...tags,
  },
  notSimulated: [
    "contentBasedDeduplication",
    "deduplicationScope",
    "fifoThroughputLimit",
    "namePrefix",
    "policy",
  ],
  rules: (inputs) => [
    ...(inputs["fifoQueue"] === true
      ? [{ path: "fifoQueue", reason: "The sandbox has standard queues only" }]
      : []),
    ...(inputs["kmsMasterKeyId"] !== undefined && inputs["sqsManagedSseEnabled"] !== undefined
      ? [{ path: "sqsManagedSseEnabled", reason: 'conflicts with "kmsMasterKeyId"' }]
      : []),
  ],
  autoname: { property: "name", maximumLength: 80 },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: {
    arn: ({ attributes }) => attributes["Arn"],
    url: ({ attributes }) => attributes["QueueUrl"],
    tagsAll,
  },
});
