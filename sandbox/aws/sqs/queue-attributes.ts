import { CloudError } from "../../cloud/cloud-error";
import type { Queue } from "./queue";

/** GetQueueAttributes: numbers and booleans as text, in SQS's names. */
export function queueAttributes(queue: Queue, wanted: readonly string[]): Record<string, string> {
  const { settings, counts } = queue;
  const all: Record<string, string | undefined> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maximumMessageSize),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.waitTimeSeconds),
    VisibilityTimeout: String(settings.visibilitySeconds),
    SqsManagedSseEnabled: String(settings.managedEncryption),
    KmsMasterKeyId: settings.kmsKeyId,
    RedrivePolicy:
      settings.redrive &&
      JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    LastModifiedTimestamp: String(Math.floor(queue.createdAt / 1000)),
  };
  const unknown = wanted.find((name) => name !== "All" && name !== "Policy" && !Object.hasOwn(all, name));
  if (unknown !== undefined) throw new CloudError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const entries = Object.entries(all).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (wanted.includes("All") || wanted.includes(entry[0])),
  );
  return Object.fromEntries(entries);
}
