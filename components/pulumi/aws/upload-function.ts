import * as lambda from "@pulumi/aws/lambda";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { BUNDLES } from "../../../core/contracts/bundles";
import { FLOW_BATCH_SIZE } from "../../../core/contracts/flow-queue";
import { UPLOAD } from "../../../core/contracts/function-environment";
import { uploadPolicy } from "../../spec/aws/flow-log-policies";
import { callsPerMinutePerInstance } from "../../spec/aws/flow-log-settings";
import { type BundledFunction, bundledFunction } from "./bundled-function";
import type { FlowLogSettings } from "./flow-log-settings";

/**
 * Takes flows from the queue and sends them to the PCE.
 *
 * The event source limits how many run at once. Reserved concurrency would refuse the rest instead, and every refusal
 * counts as one receive of its messages on the way to the dead-letter queue.
 */
export function uploadFunction(
  name: string,
  settings: FlowLogSettings,
  queues: {
    readonly flowQueue: sqs.Queue;
    readonly deadLetterQueue: sqs.Queue;
    readonly refusedQueue: sqs.Queue;
  },
  opts: pulumi.CustomResourceOptions,
): BundledFunction {
  const { flowQueue, deadLetterQueue, refusedQueue } = queues;
  const bundled = bundledFunction(
    name,
    {
      bundle: BUNDLES.upload,
      description: "Sends the flows of a queue to an Illumio PCE",
      policy: (functionLogGroup) =>
        pulumi
          .output({
            functionLogGroup,
            flowQueue: flowQueue.arn,
            deadLetterQueue: deadLetterQueue.arn,
            refusedQueue: refusedQueue.arn,
            pceSecret: settings.pceSecretArn,
          })
          .apply(uploadPolicy),
      variables: {
        [UPLOAD.pceHost]: settings.pceHost,
        [UPLOAD.pcePort]: settings.pcePort.apply(String),
        [UPLOAD.pceOrgId]: settings.pceOrgId.apply(String),
        [UPLOAD.pceSecretArn]: settings.pceSecretArn,
        [UPLOAD.refusedQueueUrl]: refusedQueue.url,
        [UPLOAD.deadLetterQueueUrl]: deadLetterQueue.url,
        [UPLOAD.callsPerMinute]: pulumi
          .all([settings.pceCallsPerMinute, settings.maxConcurrency])
          .apply(([calls, instances]) => String(callsPerMinutePerInstance(calls, instances))),
        [UPLOAD.serverPorts]: settings.serverPorts.apply((ports) => ports.join(",")),
        [UPLOAD.undecided]: settings.undecided,
      },
      ...settings.upload,
      logRetentionInDays: settings.functionLogRetentionInDays,
      tags: settings.tags,
    },
    opts,
  );
  new lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: flowQueue.arn,
      functionName: bundled.function.name,
      batchSize: FLOW_BATCH_SIZE,
      maximumBatchingWindowInSeconds: settings.batchWindowInSeconds,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: settings.maxConcurrency },
      tags: settings.tags,
    },
    opts,
  );
  return bundled;
}
