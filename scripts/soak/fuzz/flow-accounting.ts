import type { FlowLogStats } from "../../../core/flow-logs";
import { headerFields } from "../../../core/flow-logs/aws/flow-log-fields";
import { mustHold } from "./fuzz-target";

/** @throws Error when a record was lost or counted twice */
export function everyRecordIsCounted(stats: FlowLogStats, expected?: number): void {
  const { records, skipped, decisions, carried } = stats;
  const counted = sum(skipped) + sum(decisions) + carried;
  mustHold(records === counted, () => `${records} records in, ${counted} counted: ${JSON.stringify(stats)}`);
  mustHold(
    expected === undefined || records === expected,
    () => `${expected} records were given, ${records} were read: ${JSON.stringify(stats)}`,
  );
}

/**
 * How many records lines of text hold: those that are neither blank nor a header. Undefined where lines have tabs, which
 * may stand between records.
 */
export function recordsInLines(text: Uint8Array): number | undefined {
  if (text.includes(9)) return undefined;
  return Buffer.from(text)
    .toString()
    .split("\n")
    .filter((line) => !isBlank(line) && headerFields(line) === undefined).length;
}

/**
 * How many records events hold, which may also be texts: the lines of their messages, one where a message is missing or
 * blank. Undefined where it is no list or lines have tabs.
 */
export function recordsInEvents(events: unknown): number | undefined {
  if (!Array.isArray(events)) return undefined;
  let records = 0;
  for (const event of events as unknown[]) {
    const message = typeof event === "string" ? event : (event as { message?: unknown } | null)?.message;
    if (typeof message === "string" && message.includes("\t")) return undefined;
    const lines =
      typeof message === "string" ? message.split("\n").filter((line) => !isBlank(line)).length : 0;
    records += Math.max(lines, 1);
  }
  return records;
}

/** Whether an object of a JSON text has a key twice, of which a parser keeps one. */
export function hasDoubledKey(text: string, parsed: unknown): boolean {
  const keys = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return 0;
    const own = Array.isArray(value) ? 0 : Object.keys(value).length;
    return Object.values(value).reduce<number>((total, inside) => total + keys(inside), own);
  };
  const colons = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
  return colons !== keys(parsed);
}

const BLANK = /^[\0- ]*$/;

function isBlank(line: string): boolean {
  return BLANK.test(line);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
