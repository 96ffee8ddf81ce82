import { setTimeout as delay } from "node:timers/promises";
import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { isTransient, reasonOf } from "./service-errors";

/** What one `SendMessageBatch` call takes on every queue, whenever the queue was made. */
const CALL_MAX_MESSAGES = 10;
const CALL_MAX_BYTES = 262_144;

const FIRST_DELAY_IN_MILLISECONDS = 50;
const LONGEST_DELAY_IN_MILLISECONDS = 5_000;

export interface OutgoingMessage {
  readonly body: string;
  /** String attributes. Characters that SQS does not take are replaced. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** How long it stays invisible, 0 to 900 seconds. @default that of the queue */
  readonly delayInSeconds?: number;
}

export interface SendResult {
  readonly sent: number;
  /** Messages that are not in the queue, by their position in the input. */
  readonly unsent: readonly { readonly index: number; readonly reason: string }[];
}

/**
 * Puts messages into a queue, in as few calls as SQS allows, one call at a time.
 *
 * SQS may answer 200 and still refuse entries. Those, and whole calls that failed for a temporary reason (no answer,
 * 5xx, throttling), are sent again with growing pauses until `timeLeft` is used up. A message that SQS reports as a
 * fault of the sender, or a call that it forbids, is not tried again.
 *
 * @param timeLeft milliseconds that may still be spent here, called before every try
 * @returns every message that could not be sent, with the reason; never throws because of SQS
 */
export async function sendMessages(
  sqs: SQSClient,
  queueUrl: string,
  messages: Iterable<OutgoingMessage>,
  timeLeft: () => number,
): Promise<SendResult> {
  const unsent: { index: number; reason: string }[] = [];
  let sent = 0;
  let stopped: string | undefined;
  for (const call of cutIntoCalls(messages)) {
    if (stopped !== undefined) {
      for (const { index } of call) unsent.push({ index, reason: stopped });
      continue;
    }
    const outcome = await sendCall(sqs, queueUrl, call, timeLeft);
    sent += call.length - outcome.unsent.length;
    unsent.push(...outcome.unsent);
    stopped = outcome.stopped;
  }
  return { sent, unsent };
}

interface Indexed {
  readonly index: number;
  readonly bytes: number;
  readonly entry: SendMessageBatchRequestEntry;
}

function* cutIntoCalls(messages: Iterable<OutgoingMessage>): Generator<Indexed[]> {
  let call: Indexed[] = [];
  let bytes = 0;
  let index = 0;
  for (const message of messages) {
    const next = indexed(message, index++);
    if (call.length > 0 && (call.length === CALL_MAX_MESSAGES || bytes + next.bytes > CALL_MAX_BYTES)) {
      yield call;
      call = [];
      bytes = 0;
    }
    call.push(next);
    bytes += next.bytes;
  }
  if (call.length > 0) yield call;
}

function indexed({ body, attributes = {}, delayInSeconds }: OutgoingMessage, index: number): Indexed {
  let bytes = Buffer.byteLength(body);
  const sentAttributes: Record<string, MessageAttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const text = attributeText(value);
    sentAttributes[name] = { DataType: "String", StringValue: text };
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text) + "String".length;
  }
  const entry = {
    Id: String(index),
    MessageBody: body,
    MessageAttributes: sentAttributes,
    ...(delayInSeconds !== undefined && { DelaySeconds: delayInSeconds }),
  };
  return { index, bytes, entry };
}

/** The text of a message attribute: SQS takes only the characters of XML 1.0, and no empty value. */
function attributeText(value: string): string {
  const clean = value.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
  return clean === "" ? "-" : clean;
}

async function sendCall(
  sqs: SQSClient,
  queueUrl: string,
  call: readonly Indexed[],
  timeLeft: () => number,
): Promise<{ unsent: { index: number; reason: string }[]; stopped?: string }> {
  const refused: { index: number; reason: string }[] = [];
  let open = call;
  let lastReason = "never tried";
  for (let tries = 0; ; tries++) {
    const left = timeLeft();
    if (left <= 0) {
      const reason = `no time left after ${tries} tries; the last one: ${lastReason}`;
      return { unsent: [...refused, ...open.map(({ index }) => ({ index, reason }))], stopped: reason };
    }
    try {
      const command = new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: open.map(({ entry }) => entry),
      });
      const answer = await sqs.send(command, { abortSignal: AbortSignal.timeout(Math.ceil(left)) });
      const failed = new Map((answer.Failed ?? []).map((entry) => [entry.Id, entry]));
      const again: Indexed[] = [];
      for (const message of open) {
        const failure = failed.get(message.entry.Id);
        if (failure === undefined) continue;
        const reason = `SQS answered ${failure.Code}: ${failure.Message ?? "no message"}`;
        if (failure.SenderFault) refused.push({ index: message.index, reason });
        else again.push(message);
        lastReason = reason;
      }
      if (again.length === 0) return { unsent: refused };
      open = again;
    } catch (error) {
      // That the time is up says less than what SQS answered before.
      if (tries === 0 || (error as Error).name !== "AbortError") lastReason = reasonOf(error);
      if (!isTransient(error)) {
        return {
          unsent: [...refused, ...open.map(({ index }) => ({ index, reason: lastReason }))],
          stopped: lastReason,
        };
      }
    }
    const pause = Math.min(FIRST_DELAY_IN_MILLISECONDS * 2 ** tries, LONGEST_DELAY_IN_MILLISECONDS);
    await delay(Math.max(0, Math.min(pause * (0.5 + Math.random() / 2), timeLeft())));
  }
}
