import type { SQSRecord } from "aws-lambda";
import { AGE_ATTRIBUTE } from "../../../core/contracts/aws/flow-queue";

/**
 * Seconds from when the flows of a message were first sent until its first receive. Later receives are counted
 * separately, so their time is left out.
 */
export function ageInSeconds({ attributes, messageAttributes }: SQSRecord): number {
  const before = wholeNumber(messageAttributes?.[AGE_ATTRIBUTE]?.stringValue);
  const sent = wholeNumber(attributes?.SentTimestamp);
  const received = wholeNumber(attributes?.ApproximateFirstReceiveTimestamp);
  return before + Math.max(0, Math.round((received - sent) / 1_000));
}

export function receives({ attributes }: SQSRecord): number {
  return wholeNumber(attributes?.ApproximateReceiveCount);
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
