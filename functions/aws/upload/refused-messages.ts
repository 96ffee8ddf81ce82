import type { OutgoingMessage } from "../../../clients/aws/send-messages";
import { REFUSED_MARK } from "../../../core/contracts/aws/refused-queue";
import { refusedBodies } from "../../../core/contracts/refused-bodies";
import type { RefusedLines } from "../../../core/contracts/refused-lines";

/** Below the 256 KiB that every queue takes, attributes included. */
const BODY_MAX_BYTES = 250_000;

/** Messages for the refused queue: one, or as many as the size of a message asks for. */
export function refusedMessages(refused: RefusedLines): OutgoingMessage[] {
  const mark = refused.matched ? REFUSED_MARK.matched : REFUSED_MARK.unmatched;
  return refusedBodies(refused, BODY_MAX_BYTES).map((body) => ({
    body,
    attributes: { [REFUSED_MARK.attribute]: mark, call: refused.call },
  }));
}
