import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnlyPolicy } from "../../spec/aws/flow-log-policies";

/** A queue that SQS encrypts with its own key and that is reached over TLS only. */
export function encryptedQueue(
  name: string,
  args: sqs.QueueArgs,
  opts: pulumi.CustomResourceOptions,
): sqs.Queue {
  const queue = new sqs.Queue(name, { sqsManagedSseEnabled: true, ...args }, opts);
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
