import type { OutgoingMessage } from "../../../clients/aws/send-messages";
import { REFUSED_MARK } from "../../../core/contracts/aws/refused-queue";
import type { RefusedLines } from "../../../core/contracts/refused-lines";

/** Below the 256 KiB that every queue takes, attributes included. */
const BODY_MAX_BYTES = 250_000;

/** The PCE's text about one line has the length of a line; anything longer than this is cut, with a mark. */
const ENTRY_MAX_CHARACTERS = 10_000;

/** Messages for the refused queue: one, or as many as the size of a message asks for. */
export function refusedMessages(refused: RefusedLines): OutgoingMessage[] {
  const mark = refused.matched ? REFUSED_MARK.matched : REFUSED_MARK.unmatched;
  const failedFlows = refused.failedFlows.map(cut);
  return bodies({ ...refused, failedFlows }).map((body) => ({
    body,
    attributes: { [REFUSED_MARK.attribute]: mark, call: refused.call },
  }));
}

function bodies(refused: RefusedLines): string[] {
  const body = JSON.stringify(refused);
  const { lines, failedFlows } = refused;
  if (Buffer.byteLength(body) <= BODY_MAX_BYTES) return [body];
  if (lines.length <= 1 && failedFlows.length <= 1) return [body];
  const [firstLines, otherLines] = halves(lines);
  const [firstEntries, otherEntries] = halves(failedFlows);
  return [
    ...bodies({ ...refused, lines: firstLines, failedFlows: firstEntries }),
    ...bodies({ ...refused, lines: otherLines, failedFlows: otherEntries }),
  ];
}

function halves<T>(items: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function cut(entry: string): string {
  if (entry.length <= ENTRY_MAX_CHARACTERS) return entry;
  return `${entry.slice(0, ENTRY_MAX_CHARACTERS)} … (${entry.length - ENTRY_MAX_CHARACTERS} characters more)`;
}
