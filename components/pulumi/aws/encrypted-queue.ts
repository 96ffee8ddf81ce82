import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnlyPolicy } from "../../shared/aws/tls-only-policy";
import { QUEUE } from "../../shared/aws/vpc-flow-logs-to-pce/storage";

/** A queue that is encrypted, with a key of SQS if there is no other, and that is reached over TLS only. */
export function encryptedQueue(
  name: string,
  { kmsKey, ...args }: sqs.QueueArgs & { readonly kmsKey: pulumi.Output<string> | undefined },
  opts: pulumi.CustomResourceOptions,
): sqs.Queue {
  const settings = {
    ...(kmsKey === undefined ? { sqsManagedSseEnabled: QUEUE.isEncrypted } : { kmsMasterKeyId: kmsKey }),
    messageRetentionSeconds: QUEUE.messageRetentionInSeconds,
  };
  const queue = new sqs.Queue(name, { ...settings, ...args }, opts);
  new sqs.QueuePolicy(
    name,
    {
      queueUrl: queue.url,
      policy: pulumi.jsonStringify(queue.arn.apply((arn) => tlsOnlyPolicy("sqs", arn))),
    },
    opts,
  );
  return queue;
}
