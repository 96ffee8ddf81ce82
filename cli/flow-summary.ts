import { type FlowLogStats, unreadableReasons } from "../core/flow-logs";
import type { FilesRead } from "./read-flows";

/** Number of unread files that are named; further ones are counted. */
const MOST_FILES_NAMED = 20;

/** Lines that tell what became of the records. */
export function flowSummary(stats: FlowLogStats, flows: number, files: FilesRead): string[] {
  const { skipped, samples, decisions, states } = stats;
  const notRead = new Set(unreadableReasons(stats));
  const counts = Object.entries(skipped);
  const expected = counts.filter(([reason]) => !notRead.has(reason)).map(counted);
  const unreadable = counts.filter(([reason]) => notRead.has(reason)).map(counted);
  const rules = Object.entries(decisions).map(counted);
  return [
    ...fileLines(files),
    ...cutLines(files),
    `records: ${stats.records}`,
    `flows: ${flows}`,
    `skipped: ${expected.length === 0 ? "none" : expected.join(", ")}`,
    `unreadable: ${unreadable.length === 0 ? "none" : unreadable.join(", ")}`,
    ...Object.entries(samples).map(
      ([reason, record]) => `  ${reason}, for example: ${JSON.stringify(record)}`,
    ),
    ...(states === undefined ? [] : [`states: ${Object.entries(states).map(counted).join(", ")}`]),
    `direction by: ${rules.length === 0 ? "none" : rules.join(", ")}`,
  ];
}

function counted([name, count]: readonly [name: string, count: number]): string {
  return `${name} ${count}`;
}

/** Lines about the files; none when there is only one file. */
function fileLines({ read, others }: FilesRead): string[] {
  if (read + others.length === 1) return [];
  if (others.length === 0) return [`files: ${read}`];
  const named = others.slice(0, MOST_FILES_NAMED).map((other) => `  ${other}`);
  const more = others.length - named.length;
  return [
    `files: ${read}, and ${others.length} that are not read:`,
    ...named,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/** Lines about files that lack their end. */
function cutLines({ cut }: FilesRead): string[] {
  if (cut.length === 0) return [];
  const more = cut.length - MOST_FILES_NAMED;
  return [
    `without their end, read to the last whole record: ${cut.length}`,
    ...cut.slice(0, MOST_FILES_NAMED).map((name) => `  ${name}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
