import { randomUUID } from "node:crypto";
import type { RefusedLines } from "../../core/contracts/refused-lines";
import type { PceConnection } from "./connection";
import type { FlowUploadResult } from "./flow-upload";

/** Which lines of a call the PCE did not take. */
export interface Refusal {
  /** False when the answer does not tell which they are; `lines` then are all lines of the call. */
  readonly matched: boolean;
  readonly lines: readonly string[];
  /** How many lines the call had. */
  readonly sent: number;
  /** How many lines the PCE did not take, as far as it says. */
  readonly count: number;
}

/**
 * Reads from the PCE's answer which lines it refused; undefined when it took all of them.
 *
 * No source settles what the entries of `failed_flows` look like; they are taken for the lines themselves, with white
 * space or quotes around. If an entry is no line of this call, if there are fewer entries than `num_flows_failed`
 * says, if the PCE received fewer lines than were sent, or if one of these cannot be read, then nothing is guessed.
 */
export function refusalOf(sent: readonly string[], answer: FlowUploadResult): Refusal | undefined {
  const { received, failed, failedFlows, unreadable } = answer;
  const missing = sent.length - received - failed;
  if (failed === 0 && failedFlows.length === 0 && missing <= 0 && unreadable === undefined) return undefined;

  const known = new Set(sent);
  const named = new Set(failedFlows.map(bareLine));
  const matched =
    unreadable === undefined &&
    missing <= 0 &&
    named.size >= failed &&
    [...named].every((line) => known.has(line));
  if (matched) return { matched, lines: [...named], sent: sent.length, count: named.size };
  const count = Math.min(Math.max(failed, failedFlows.length, missing), sent.length);
  return { matched, lines: sent, sent: sent.length, count };
}

/** What is kept for a call, or for lines that were refused each in a call of its own. */
export function refusedLines(
  { host, port, orgId }: Pick<PceConnection, "host" | "port" | "orgId">,
  refusal: Refusal,
  answer: FlowUploadResult,
): RefusedLines {
  return {
    version: 1,
    call: randomUUID(),
    pce: `${host}:${port}`,
    orgId,
    answeredAt: new Date().toISOString(),
    received: answer.received,
    failed: answer.failed,
    sent: refusal.sent,
    matched: refusal.matched,
    lines: refusal.lines,
    failedFlows: answer.failedFlows,
  };
}

function bareLine(entry: string): string {
  return entry
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2")
    .trim();
}
