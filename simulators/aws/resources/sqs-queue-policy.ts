import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import { parsePolicy } from "../iam/policy";
import type { Queue } from "../sqs/queue";
import type { ResourceType } from "./resource-type";
import { json, list, object, text } from "./shape";

interface QueuePolicyProperties {
  /** Queue URLs. */
  readonly Queues: readonly string[];
  readonly PolicyDocument: unknown;
}

export const sqsQueuePolicy: ResourceType<QueuePolicyProperties> = {
  type: "AWS::SQS::QueuePolicy",
  createOnly: [],
  shape: object({ Queues: list(text(), { min: 1 }), PolicyDocument: json }, ["Queues", "PolicyDocument"]),

  create(cloud, properties) {
    put(cloud, properties);
    return `sandbox-queue-policy-${cloud.ids.upper(12)}`;
  },

  attributes: (_cloud, { id }) => ({ Id: id }),

  update(cloud, { properties: before }, properties) {
    put(cloud, properties);
    for (const url of before.Queues) {
      const queue = cloud.sqs.byUrl(url);
      if (queue && !properties.Queues.includes(url)) queue.policy = undefined;
    }
  },

  delete(cloud, { properties }) {
    for (const url of properties.Queues) {
      const queue = cloud.sqs.byUrl(url);
      if (queue) queue.policy = undefined;
    }
  },
};

function put(cloud: Cloud, { Queues, PolicyDocument }: QueuePolicyProperties): void {
  const policy = parsePolicy(PolicyDocument, "resource", "InvalidAttributeValue");
  const queues = Queues.map((url): Queue => {
    const queue = cloud.sqs.byUrl(url);
    if (queue) return queue;
    throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
  });
  for (const queue of queues) queue.policy = policy;
}
