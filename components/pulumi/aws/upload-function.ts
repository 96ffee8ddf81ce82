import * as lambda from "@pulumi/aws/lambda";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { uploadVariables } from "../../shared/aws/vpc-flow-logs-to-pce/environment";
import {
  callsPerMinutePerInstance,
  FLOW_QUEUE_MAPPING,
  UPLOAD_FUNCTION,
} from "../../shared/aws/vpc-flow-logs-to-pce/functions";
import { uploadPolicy } from "../../shared/aws/vpc-flow-logs-to-pce/policies";
import { type BundledFunction, bundledFunction } from "./bundled-function";
import type { FlowLogSettings } from "./flow-log-settings";
import { logGroupLocation } from "./log-group-arn";

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
      ...UPLOAD_FUNCTION,
      policy: (functionLogGroup) =>
        pulumi
          .output({
            functionLogGroup,
            flowQueue: flowQueue.arn,
            deadLetterQueue: deadLetterQueue.arn,
            refusedQueue: refusedQueue.arn,
            pceSecret: settings.pce.secretArn,
            kmsKey: settings.kmsKey,
          })
          .apply((arns) =>
            uploadPolicy({
              ...arns,
              inVpc: settings.vpc && logGroupLocation(arns.functionLogGroup),
            }),
          ),
      variables: uploadVariables<pulumi.Output<string>>({
        pce: settings.pce,
        flowQueueUrl: flowQueue.url,
        refusedQueueUrl: refusedQueue.url,
        deadLetterQueueUrl: deadLetterQueue.url,
        callsPerMinute: pulumi
          .all([settings.pceCallsPerMinute, settings.maxConcurrency])
          .apply(([calls, instances]) => String(callsPerMinutePerInstance(calls, instances))),
        serverPorts: settings.serverPorts.apply((ports) => ports.join(",")),
        undecided: settings.undecided,
      }),
      ...settings.upload,
      logRetentionInDays: settings.functionLogRetentionInDays,
      platform: settings,
      more: settings.vpc && { vpcConfig: settings.vpc },
      tags: settings.tags,
    },
    opts,
  );
  new lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: flowQueue.arn,
      functionName: bundled.function.name,
      batchSize: FLOW_QUEUE_MAPPING.batchSize,
      maximumBatchingWindowInSeconds: settings.batchWindowInSeconds,
      functionResponseTypes: [...FLOW_QUEUE_MAPPING.functionResponseTypes],
      scalingConfig: { maximumConcurrency: settings.maxConcurrency },
      tags: settings.tags,
    },
    opts,
  );
  return bundled;
}
