/**
 * Sizes and times of the queue between *normalise* and *upload*. A component sets the queue and the event
 * source mapping from them, the functions cut their messages by them.
 */

/**
 * Largest body of one flow message, in bytes of UTF-8.
 *
 * Ten of them fill one `SendMessageBatch` call of 256 KiB, which every queue takes (a queue made before August
 * 2025 takes no more). Small messages also keep repeats few: when a call to the PCE fails, whole messages come again.
 */
export const FLOW_MESSAGE_MAX_BYTES = 25_000;

/**
 * Batch size of the event source mapping, in messages.
 *
 * Lambda takes an event of 6 MiB (6,291,456 bytes). One record of it costs at most {@link FLOW_MESSAGE_MAX_BYTES}
 * for the body, a tenth of that for JSON escapes (one byte per line, a line has at least 10), and 1,500 bytes for
 * message id, receipt handle and attributes: 200 × 29,000 = 5.8 million bytes.
 */
export const FLOW_BATCH_SIZE = 200;

/** Longest batching window that Lambda allows, in seconds. */
export const FLOW_BATCH_WINDOW_MAX_IN_SECONDS = 300;

/**
 * Batching window of the event source mapping when the user says nothing, in seconds.
 *
 * A long connection is reported every minute by both of its ends; one batch of five minutes uploads it once.
 */
export const FLOW_BATCH_WINDOW_IN_SECONDS = 300;

/** Timeout of the *normalise* function when the user says nothing, in seconds. */
export const NORMALISE_TIMEOUT_IN_SECONDS = 60;

/**
 * Timeout of the *upload* function when the user says nothing, in seconds.
 *
 * The fullest batch holds some 200,000 lines, so 200 calls, which two instances at 200 calls per minute make in time.
 * What does not fit is reported as failed and comes again, so a short timeout costs time, never flows.
 */
export const UPLOAD_TIMEOUT_IN_SECONDS = 120;

/** Longest that SQS keeps a message (14 days), for the flow queue, its dead-letter queue and the refused queue. */
export const QUEUE_RETENTION_IN_SECONDS = 14 * 24 * 3600;

/** How long the PCE may be away before a message goes to the dead-letter queue, in seconds: at least 24 hours. */
export const PCE_OUTAGE_OUTLASTED_IN_SECONDS = 24 * 3600;

/** Most receives that a redrive policy can name. */
const RECEIVE_COUNT_MAX = 1_000;

/**
 * Visibility timeout of the flow queue, in seconds: six function timeouts and one batching window, as Lambda asks for.
 * At least three minutes, because a message may be received at most 1,000 times and has to outlast a day.
 *
 * @see AWS Lambda developer guide, "Using Lambda with Amazon SQS"
 */
export function flowQueueVisibilityTimeoutInSeconds(
  functionTimeoutInSeconds: number,
  batchWindowInSeconds: number,
): number {
  return Math.max(6 * functionTimeoutInSeconds + batchWindowInSeconds, 180);
}

/**
 * `maxReceiveCount` of the flow queue's redrive policy.
 *
 * A message that is reported as failed comes again when its visibility timeout ends, so the outage divided by the
 * visibility timeout is what the PCE being away costs. Half of that again covers receives for which Lambda found no
 * free instance. The message then reaches the dead-letter queue after about 36 hours and, because its age counts from
 * the first queue, stays there for more than 12 days.
 */
export function flowQueueMaxReceiveCount(visibilityTimeoutInSeconds: number): number {
  const receives = Math.ceil((1.5 * PCE_OUTAGE_OUTLASTED_IN_SECONDS) / visibilityTimeoutInSeconds) + 1;
  return Math.min(Math.max(receives, 5), RECEIVE_COUNT_MAX);
}
