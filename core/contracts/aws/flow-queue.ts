/**
 * Sizes and times of the queue between *normalise* and *upload*. A component sets the queue and the event
 * source mapping from them, the functions cut their messages by them.
 */

/**
 * Largest body of one flow message, in bytes of UTF-8.
 *
 * Ten of them fill one `SendMessageBatch` call of 256 KiB, which every queue takes (a queue made before August 2025
 * takes no more). Small messages also keep repeats few: when lines of a message cannot be put back, the whole message
 * is delivered again.
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
 * Default batching window of the event source mapping, in seconds.
 *
 * A long connection is reported every minute by both of its ends; one batch of five minutes uploads it once.
 */
export const FLOW_BATCH_WINDOW_IN_SECONDS = 300;

/** Default timeout of the *normalise* function, in seconds. */
export const NORMALISE_TIMEOUT_IN_SECONDS = 60;

/**
 * Default timeout of the *upload* function, in seconds.
 *
 * The fullest batch holds some 200,000 lines, so 200 calls, which two instances at 200 calls per minute make in time.
 * What does not fit is put back and comes again, so a short timeout costs time, never flows.
 */
export const UPLOAD_TIMEOUT_IN_SECONDS = 120;

/** Age of flows at which an operator should be told, in seconds: three of the longest batching windows. */
export const FLOWS_LATE_AFTER_IN_SECONDS = 900;

/** Longest that SQS keeps a message (14 days), for the flow queue, its dead-letter queue and the refused queue. */
export const QUEUE_RETENTION_IN_SECONDS = 14 * 24 * 3600;

/**
 * How long the PCE may be unreachable before a message goes to the dead-letter queue, in seconds: at least 24 hours.
 */
export const PCE_OUTAGE_OUTLASTED_IN_SECONDS = 24 * 3600;

/**
 * Age at which flows are given up and put into the dead-letter queue, in seconds: the outage that has to be outlasted,
 * and half of that again. The age counts from the first time that a message was sent, see {@link AGE_ATTRIBUTE}.
 */
export const FLOW_GIVEN_UP_AFTER_IN_SECONDS = 1.5 * PCE_OUTAGE_OUTLASTED_IN_SECONDS;

/**
 * Message attribute of flows that *upload* put back into the queue: their age in whole seconds when it did.
 *
 * Putting them back makes a message of its own, with no receives; only the age shows how long they have waited.
 */
export const AGE_ATTRIBUTE = "age";

/**
 * Shortest and longest delay before flows are sent again to a PCE in trouble. With the longest batching window and an
 * invocation of two minutes no message is in the queue for longer than {@link FLOWS_LATE_AFTER_IN_SECONDS}, at which an
 * alarm rings. (SQS delays a message by up to 900 seconds.)
 */
const SHORTEST_DELAY_IN_SECONDS = 60;
const LONGEST_DELAY_IN_SECONDS = 480;

/** How long flows that were put back stay invisible: half of their age, from one minute to eight. */
export function flowDelayInSeconds(ageInSeconds: number): number {
  const half = Math.round(ageInSeconds / 2);
  return Math.min(Math.max(half, SHORTEST_DELAY_IN_SECONDS), LONGEST_DELAY_IN_SECONDS);
}

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
 * What the PCE does not take is put back as a new message and uses up no receive. A receive is used up when *upload*
 * ends without an answer, cannot put messages back, or finds no free instance; a message then comes again when its
 * visibility timeout ends. This many receives last about as long as an undelivered message is kept otherwise, some 36
 * hours.
 */
export function flowQueueMaxReceiveCount(visibilityTimeoutInSeconds: number): number {
  const receives = Math.ceil(FLOW_GIVEN_UP_AFTER_IN_SECONDS / visibilityTimeoutInSeconds) + 1;
  return Math.min(Math.max(receives, 5), RECEIVE_COUNT_MAX);
}

/** Receives of one message at which an operator should be told: a tenth of those after which it is given up. */
export function flowQueueReceivesToWorry(maxReceiveCount: number): number {
  return Math.max(1, Math.floor(maxReceiveCount / 10));
}
