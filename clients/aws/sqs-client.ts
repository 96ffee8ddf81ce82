import { SQSClient } from "@aws-sdk/client-sqs";

/** SQS client for `sendMessages`, which makes the further tries itself. A call without an answer ends after 10 s. */
export function sqsClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
}
