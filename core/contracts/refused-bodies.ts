import type { RefusedLines } from "./refused-lines";

/** The PCE's text about one line has the length of a line; anything longer than this is cut, with a mark. */
const ENTRY_MAX_CHARACTERS = 10_000;

/** Refused lines as JSON for a queue or a container: one text, or as many as the size of a message asks for. */
export function refusedBodies(refused: RefusedLines, maxBytes: number): string[] {
  return cutIntoBodies({ ...refused, failedFlows: refused.failedFlows.map(cut) }, maxBytes);
}

function cutIntoBodies(refused: RefusedLines, maxBytes: number): string[] {
  const body = JSON.stringify(refused);
  const { lines, failedFlows } = refused;
  if (Buffer.byteLength(body) <= maxBytes) return [body];
  if (lines.length <= 1 && failedFlows.length <= 1) return [body];
  const [firstLines, otherLines] = halves(lines);
  const [firstEntries, otherEntries] = halves(failedFlows);
  return [
    ...cutIntoBodies({ ...refused, lines: firstLines, failedFlows: firstEntries }, maxBytes),
    ...cutIntoBodies({ ...refused, lines: otherLines, failedFlows: otherEntries }, maxBytes),
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
