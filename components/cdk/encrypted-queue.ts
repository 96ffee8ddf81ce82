import { Duration } from "aws-cdk-lib";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { QUEUE } from "../shared/aws/vpc-flow-logs-to-pce/storage";

/** A queue that is encrypted, with a key of SQS if there is no other, and that is reached over TLS only. */
export function encryptedQueue(
  scope: Construct,
  id: string,
  { kmsKey, ...props }: sqs.QueueProps & { readonly kmsKey: kms.IKey | undefined },
): sqs.Queue {
  return new sqs.Queue(scope, id, {
    ...(kmsKey
      ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: kmsKey }
      : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
    enforceSSL: true,
    retentionPeriod: Duration.seconds(QUEUE.messageRetentionInSeconds),
    ...props,
  });
}
