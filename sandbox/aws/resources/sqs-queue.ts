import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { flag, integer, isObject, json, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { LARGEST_MESSAGE } from "../sqs/message";
import type { QueueSettings } from "../sqs/queue";
import type { QueueService } from "../sqs/queue-service";

interface QueueProperties {
  readonly QueueName?: string;
  readonly DelaySeconds?: number;
  readonly MaximumMessageSize?: number;
  readonly MessageRetentionPeriod?: number;
  readonly ReceiveMessageWaitTimeSeconds?: number;
  readonly VisibilityTimeout?: number;
  readonly KmsMasterKeyId?: string;
  readonly KmsDataKeyReusePeriodSeconds?: number;
  readonly SqsManagedSseEnabled?: boolean;
  readonly RedrivePolicy?: unknown;
  readonly RedriveAllowPolicy?: unknown;
  readonly Tags?: unknown;
}

type Needs = Pick<Foundation, "ids" | "keys"> & {
  readonly sqs: Pick<QueueService, "add" | "byArn" | "byUrl" | "remove">;
};

/** Standard queues only. */
export const sqsQueue: ResourceType<QueueProperties, Needs> = {
  type: "AWS::SQS::Queue",
  createOnly: ["QueueName"],
  shape: object({
    QueueName: text(),
    DelaySeconds: integer({ min: 0, max: 900 }),
    MaximumMessageSize: integer({ min: 1024, max: LARGEST_MESSAGE }),
    MessageRetentionPeriod: integer({ min: 60, max: 1_209_600 }),
    ReceiveMessageWaitTimeSeconds: integer({ min: 0, max: 20 }),
    VisibilityTimeout: integer({ min: 0, max: 43_200 }),
    KmsMasterKeyId: text(),
    KmsDataKeyReusePeriodSeconds: integer({ min: 60, max: 86_400 }),
    SqsManagedSseEnabled: flag,
    RedrivePolicy: json,
    RedriveAllowPolicy: json,
    Tags: tags,
  }),

  create(cloud, properties) {
    const name = properties.QueueName ?? `sandbox-queue-${cloud.ids.upper(12)}`;
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw new CloudError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    }
    return cloud.sqs.add(name, settingsOf(cloud, properties)).url;
  },

  attributes(cloud, { id }) {
    const queue = cloud.sqs.byUrl(id);
    return { Arn: queue?.arn, QueueName: queue?.name, QueueUrl: id };
  },

  update(cloud, { id }, properties) {
    const queue = cloud.sqs.byUrl(id)!;
    queue.settings = settingsOf(cloud, properties);
  },

  delete(cloud, { id }) {
    const queue = cloud.sqs.byUrl(id);
    if (queue) cloud.sqs.remove(queue);
  },
};

function settingsOf(cloud: Needs, properties: QueueProperties): QueueSettings {
  const { KmsMasterKeyId, SqsManagedSseEnabled } = properties;
  if (KmsMasterKeyId !== undefined && SqsManagedSseEnabled === true) {
    throw new CloudError(
      "InvalidAttributeValue",
      "You can use one type of server-side encryption (SSE) at one time.",
    );
  }
  return {
    delaySeconds: properties.DelaySeconds ?? 0,
    maximumMessageSize: properties.MaximumMessageSize ?? LARGEST_MESSAGE,
    retentionSeconds: properties.MessageRetentionPeriod ?? 345_600,
    waitTimeSeconds: properties.ReceiveMessageWaitTimeSeconds ?? 0,
    visibilitySeconds: properties.VisibilityTimeout ?? 30,
    redrive: redriveOf(cloud, properties.RedrivePolicy),
    kmsKeyId: KmsMasterKeyId,
    kmsKeyArn: keyArnOf(cloud, KmsMasterKeyId),
    managedEncryption: SqsManagedSseEnabled ?? KmsMasterKeyId === undefined,
  };
}

/** A key is named by its ARN or its id; of the aliases, the sandbox has only that of AWS's own key. */
function keyArnOf(cloud: Needs, keyId: string | undefined): string | undefined {
  return keyId === undefined || keyId === "alias/aws/sqs" ? undefined : cloud.keys.named(keyId);
}

function redriveOf(cloud: Needs, document: unknown): QueueSettings["redrive"] {
  if (document === undefined) return undefined;
  const refuse = (reason: string): never => {
    throw new CloudError(
      "InvalidParameterValue",
      `Value ${JSON.stringify(document)} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  };
  const policy: unknown = typeof document === "string" ? parse(document) : document;
  if (!isObject(policy)) return refuse("Redrive policy is not a valid JSON map.");
  const { deadLetterTargetArn: arn, maxReceiveCount, ...others } = policy;
  if (Object.keys(others).length > 0)
    refuse("Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].");
  const count = Number(maxReceiveCount);
  if (maxReceiveCount === undefined)
    refuse("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    refuse("Invalid value for maxReceiveCount: must be an integer between 1 and 1000.");
  }
  if (arn === undefined) refuse("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  if (typeof arn !== "string" || cloud.sqs.byArn(arn) === undefined)
    return refuse("Dead letter target does not exist.");
  return { deadLetterArn: arn, maxReceiveCount: count };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
