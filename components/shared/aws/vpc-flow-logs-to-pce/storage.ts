import {
  flowQueueMaxReceiveCount,
  flowQueueReceivesToWorry,
  flowQueueVisibilityTimeoutInSeconds,
  QUEUE_RETENTION_IN_SECONDS,
} from "../../../../core/contracts/aws/flow-queue";
import { plainNumber } from "../plain-number";

/**
 * What the flow queue, the dead-letter queue and the queue of refused lines have in common. SQS encrypts them with its own
 * key unless there is a customer-managed one; it refuses a queue that asks for both.
 */
export const QUEUE = { messageRetentionInSeconds: QUEUE_RETENTION_IN_SECONDS, isEncrypted: true } as const;

/** Times and counts of the flow queue, which follow those of *upload*. */
export interface FlowQueueTimes {
  /** How long a message that was received stays invisible. */
  readonly visibilityTimeoutInSeconds: number;
  /** Receives after which a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** Receives after which an alarm rings. */
  readonly receivesToWorry: number;
}

export function flowQueueTimes(uploadTimeoutInSeconds: number, batchWindowInSeconds: number): FlowQueueTimes {
  const visibilityTimeoutInSeconds = flowQueueVisibilityTimeoutInSeconds(
    plainNumber("upload.timeoutInSeconds", uploadTimeoutInSeconds),
    plainNumber("batchWindowInSeconds", batchWindowInSeconds),
  );
  const maxReceiveCount = flowQueueMaxReceiveCount(visibilityTimeoutInSeconds);
  return {
    visibilityTimeoutInSeconds,
    maxReceiveCount,
    receivesToWorry: flowQueueReceivesToWorry(maxReceiveCount),
  };
}

/** The bucket that keeps deliveries which *normalise* could not pass on: encrypted and closed to the public. */
export const FAILED_DELIVERIES_BUCKET = {
  /** Without a customer-managed key. */
  sseAlgorithm: "AES256",
  /** With a customer-managed key: S3 then asks KMS once for many objects. */
  withKmsKey: { sseAlgorithm: "aws:kms", bucketKeyEnabled: true },
  publicAccess: {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  abortIncompleteUploadAfterInDays: 1,
} as const;
