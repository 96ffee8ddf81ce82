import type { OutgoingMessage, SendResult } from "../../../clients/aws/send-messages";
import {
  AGE_ATTRIBUTE,
  FLOW_GIVEN_UP_AFTER_IN_SECONDS,
  FLOW_MESSAGE_MAX_BYTES,
  flowDelayInSeconds,
} from "../../../core/contracts/aws/flow-queue";
import type { UploadFlow } from "../../../core/flow-logs";
import { decidedMessages } from "../../../core/flow-logs/flows/messages/flow-message";

/** Flows whose ages differ by less are put back together. */
const AGE_CLASS_IN_SECONDS = 3_600;

export interface LeftOver {
  readonly flows: readonly UploadFlow[];
  /** Age of each message of the batch in seconds. */
  readonly ages: readonly number[];
  /** Why they are left over, for those that are given up. */
  readonly reason: string;
  /** Seconds for which the PCE should be left alone; undefined where only the time ran out. */
  readonly pauseInSeconds: number | undefined;
}

export interface PutBack {
  readonly messagesPutBack: number;
  readonly messagesGivenUp: number;
  /** Flows that went nowhere. */
  readonly failedFlows: number;
  /** Messages of the batch with such a flow. */
  readonly failedMessages: ReadonlySet<number>;
  readonly problems: readonly string[];
}

/**
 * Puts flows that are not delivered back into the flow queue, as new messages with nothing else in them: they use up no
 * receive, and what the PCE has taken is not sent again. Their age goes with them. Flows that have become too old go to
 * the dead-letter queue, without their age, so that they have their whole time again after a redrive.
 *
 * The messages they came in are done only after that; if the function ends in between, their flows come twice.
 */
export async function putBack(
  { flows, ages, reason, pauseInSeconds }: LeftOver,
  send: {
    readonly toFlowQueue: (messages: readonly OutgoingMessage[]) => Promise<SendResult>;
    readonly toDeadLetterQueue: (messages: readonly OutgoingMessage[]) => Promise<SendResult>;
  },
): Promise<PutBack> {
  const again: Outgoing[] = [];
  const givenUp: Outgoing[] = [];
  for (const group of byAge(flows, ages)) {
    const isOld = group.age >= FLOW_GIVEN_UP_AFTER_IN_SECONDS;
    const hours = Math.floor(group.age / 3_600);
    const rest: Omit<OutgoingMessage, "body"> = isOld
      ? { attributes: { reason: `not delivered in ${hours} hours; now: ${reason}` } }
      : {
          attributes: { [AGE_ATTRIBUTE]: String(group.age) },
          delayInSeconds: delay(group.age, pauseInSeconds),
        };
    for (const message of decidedMessages(group.flows, FLOW_MESSAGE_MAX_BYTES))
      (isOld ? givenUp : again).push({ body: message.body, ...rest, flows: message.flows });
  }
  const dead = await send.toDeadLetterQueue(givenUp);
  const queued = await send.toFlowQueue(again);
  const unsent = [
    ...dead.unsent.map(({ index, reason: why }) => ({ message: givenUp[index]!, why })),
    ...queued.unsent.map(({ index, reason: why }) => ({ message: again[index]!, why })),
  ];
  return {
    messagesPutBack: queued.sent,
    messagesGivenUp: dead.sent,
    failedFlows: unsent.reduce((sum, { message }) => sum + message.flows.length, 0),
    failedMessages: new Set(
      unsent.flatMap(({ message }) => message.flows.flatMap(({ messages }) => messages)),
    ),
    problems: unsent.map(
      ({ message, why }) =>
        `${message.flows.length} flows could not be put back, so their messages come again: ${why}`,
    ),
  };
}

type Outgoing = OutgoingMessage & { readonly flows: readonly UploadFlow[] };

function delay(age: number, pauseInSeconds: number | undefined): number {
  if (pauseInSeconds === undefined) return 0;
  return Math.max(flowDelayInSeconds(age), Math.min(Math.ceil(pauseInSeconds), flowDelayInSeconds(Infinity)));
}

/** Oldest first. A flow is as old as the oldest message that brought it, a group as old as its oldest flow. */
function byAge(
  flows: readonly UploadFlow[],
  ages: readonly number[],
): { readonly age: number; readonly flows: readonly UploadFlow[] }[] {
  const groups = new Map<number, { age: number; flows: UploadFlow[] }>();
  for (const flow of flows) {
    const age = flow.messages.reduce((most, message) => Math.max(most, ages[message] ?? 0), 0);
    const key = Math.floor(age / AGE_CLASS_IN_SECONDS);
    const group = groups.get(key) ?? { age, flows: [] };
    group.age = Math.max(group.age, age);
    group.flows.push(flow);
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => other.age - one.age);
}
