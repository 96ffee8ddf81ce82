import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { json, list, object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { parsePolicy } from "../iam/policy";
import type { Queue } from "../sqs/queue";
import type { QueueService } from "../sqs/queue-service";

interface QueuePolicyProperties {
  /** Queue URLs. */
  readonly Queues: readonly string[];
  readonly PolicyDocument: unknown;
}

type Needs = Pick<Foundation, "ids"> & {
  readonly sqs: Pick<QueueService, "byUrl">;
};

export const sqsQueuePolicy: ResourceType<QueuePolicyProperties, Needs> = {
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

function put(cloud: Needs, { Queues, PolicyDocument }: QueuePolicyProperties): void {
  const policy = parsePolicy(PolicyDocument, "resource", "InvalidAttributeValue");
  const queues = Queues.map((url): Queue => {
    const queue = cloud.sqs.byUrl(url);
    if (queue) return queue;
    throw new CloudError("QueueDoesNotExist", "The specified queue does not exist.");
  });
  for (const queue of queues) queue.policy = policy;
}
