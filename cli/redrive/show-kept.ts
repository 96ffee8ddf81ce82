import { isRecord } from "../../core/checks/json";
import type { UnreadableBlock } from "../../core/contracts/azure/unreadable-block";
import type { RefusedLines } from "../../core/contracts/refused-lines";
import { counted } from "../../core/counted";

const MOST_SHOWN = 20;
const MOST_CHARACTERS = 300;

/**
 * What a message of the queue of rejected lines and blocks holds, for people: where it comes from, the reason, and the
 * lines. Of each at most 20 with at most 300 characters, and how many more there are.
 *
 * @param body of any shape
 * @param lines that would be uploaded
 */
export function shownKept(id: string, body: unknown, lines: readonly string[]): string[] {
  return [
    `${id}  ${counted(lines.length, "line")}${originOf(body)}`,
    ...bounded(reasonsOf(body)),
    ...bounded(lines),
  ];
}

function originOf(body: unknown): string {
  if (!isRecord(body)) return "";
  const { blob, block, pce, orgId, answeredAt } = body as Partial<RefusedLines & UnreadableBlock>;
  if (blob !== undefined) return `  block ${block} of ${blob}`;
  return pce === undefined ? "" : `  refused by ${pce}, org ${orgId}, at ${answeredAt}`;
}

function reasonsOf(body: unknown): string[] {
  if (!isRecord(body)) return [];
  const { reason, failedFlows = [] } = body as Partial<RefusedLines & UnreadableBlock>;
  const reasons = reason === undefined ? failedFlows : [reason];
  return reasons.map((one) => `reason: ${one}`);
}

function bounded(texts: readonly string[]): string[] {
  const shown = texts
    .slice(0, MOST_SHOWN)
    .map((text) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text));
  const left = texts.length - shown.length;
  return [...shown, ...(left > 0 ? [`… ${left} more`] : [])].map((text) => `  ${text}`);
}
