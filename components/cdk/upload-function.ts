import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { uploadVariables } from "../shared/aws/vpc-flow-logs-to-pce/environment";
import {
  callsPerMinutePerInstance,
  FLOW_QUEUE_MAPPING,
  UPLOAD_FUNCTION,
} from "../shared/aws/vpc-flow-logs-to-pce/functions";
import { uploadPolicy } from "../shared/aws/vpc-flow-logs-to-pce/policies";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { BundledFunction } from "./bundled-function";
import type { FlowLogSettings } from "./flow-log-settings";
import { readingSecrets } from "./secret-keys";
import { stackLocation } from "./stack-location";
import { textOf } from "./units";

/**
 * Takes flows from the queue and sends them to the PCE.
 *
 * The event source limits how many run at once. Reserved concurrency would refuse the rest instead, and every refusal
 * counts as one receive of its messages on the way to the dead-letter queue.
 */
export class UploadFunction extends BundledFunction {
  constructor(
    scope: Construct,
    id: string,
    settings: FlowLogSettings,
    queues: {
      readonly flowQueue: sqs.Queue;
      readonly deadLetterQueue: sqs.Queue;
      readonly refusedQueue: sqs.Queue;
    },
  ) {
    const { flowQueue, deadLetterQueue, refusedQueue } = queues;
    const { pce, kmsKey, permissionsBoundary, vpc, maxConcurrency } = settings;
    super(scope, id, {
      ...UPLOAD_FUNCTION,
      ...settings.upload,
      policy: (functionLogGroup) =>
        readingSecrets(
          scope,
          [settings.pceSecret],
          uploadPolicy({
            functionLogGroup,
            flowQueue: flowQueue.queueArn,
            deadLetterQueue: deadLetterQueue.queueArn,
            refusedQueue: refusedQueue.queueArn,
            pceSecret: pce.secretArn,
            kmsKey: kmsKey?.keyArn,
            inVpc: vpc && stackLocation(scope),
          }),
        ),
      variables: uploadVariables({
        pce,
        flowQueueUrl: flowQueue.queueUrl,
        refusedQueueUrl: refusedQueue.queueUrl,
        deadLetterQueueUrl: deadLetterQueue.queueUrl,
        callsPerMinute: String(callsPerMinutePerInstance(settings.pceCallsPerMinute, maxConcurrency)),
        serverPorts: settings.serverPorts.map(textOf).join(","),
        undecided: settings.undecided,
      }),
      logRetentionInDays: settings.functionLogRetentionInDays,
      vpc,
      kmsKey,
      permissionsBoundary,
    });
    new lambda.CfnEventSourceMapping(this, "EventSourceMapping", {
      eventSourceArn: flowQueue.queueArn,
      functionName: this.function.functionName,
      batchSize: FLOW_QUEUE_MAPPING.batchSize,
      maximumBatchingWindowInSeconds: settings.batchWindowInSeconds,
      functionResponseTypes: [...FLOW_QUEUE_MAPPING.functionResponseTypes],
      scalingConfig: { maximumConcurrency: maxConcurrency },
    });
    acknowledge(this, ACKNOWLEDGEMENTS.upload);
  }
}
