import type { OutgoingMessage, SendResult } from "../../../clients/aws/send-messages";
import { PartialFailureError } from "../../../core/errors";
import type { RefusedSink } from "../../flow-upload/refused-sink";
import { refusedMessages } from "./refused-messages";

/** Keeps refused lines in an SQS queue; a PartialFailureError says what it did not take. */
export function refusedQueue(
  queueUrl: string,
  send: (messages: readonly OutgoingMessage[]) => Promise<SendResult>,
): RefusedSink {
  return {
    async keep(refused) {
      const { sent, unsent } = await send(refusedMessages(refused));
      if (unsent.length === 0) return;
      const failures = unsent.map(({ index, reason }) => ({ item: `message ${index + 1}`, reason }));
      throw new PartialFailureError(`keeping refused lines in ${queueUrl}`, failures, sent);
    },
  };
}
