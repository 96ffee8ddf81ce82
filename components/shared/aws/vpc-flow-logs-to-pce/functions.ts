import { BUNDLES } from "../../../../core/contracts/aws/bundles";
import { FLOW_BATCH_SIZE } from "../../../../core/contracts/aws/flow-queue";
import { plainNumber } from "../plain-number";

export const NORMALISE_FUNCTION = {
  bundle: BUNDLES.normalise,
  description: "Reads VPC flow logs and puts their flows into a queue",
} as const;

export const UPLOAD_FUNCTION = {
  bundle: BUNDLES.upload,
  description: "Sends the flows of a queue to an Illumio PCE",
} as const;

/** The log group gives *normalise* everything that it receives. */
export const SUBSCRIPTION = { principal: "logs.amazonaws.com", filterPattern: "" } as const;

/**
 * CloudWatch Logs calls *normalise* asynchronously. Lambda keeps such an event at most this long, and tries it at most twice
 * more; then the event goes into the bucket of failed deliveries.
 */
export const NORMALISE_INVOCATION = { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 2 } as const;

/** How *upload* takes messages from the flow queue. */
export const FLOW_QUEUE_MAPPING = {
  batchSize: FLOW_BATCH_SIZE,
  functionResponseTypes: ["ReportBatchItemFailures"],
} as const;

/** Calls per minute of one *upload* instance: the instances that may run together share what the key may do. */
export function callsPerMinutePerInstance(callsPerMinute: number, maxConcurrency: number): number {
  const calls = plainNumber("pceCallsPerMinute", callsPerMinute);
  return Math.max(1, Math.floor(calls / plainNumber("maxConcurrency", maxConcurrency)));
}
