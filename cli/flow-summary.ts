import { EXPECTED_SKIPS, type FlowLogStats, UNREADABLE } from "../core/flow-logs/flow-log-stats";

/** What became of the records, one fact a line. */
export function flowSummary(stats: FlowLogStats, flows: number): string {
  const { skipped, samples, decisions } = stats;
  const expected = EXPECTED_SKIPS.flatMap((reason) => counted(reason, skipped[reason]));
  const unreadable = UNREADABLE.flatMap((reason) => counted(reason, skipped[reason]));
  const rules = Object.entries(decisions).flatMap(([rule, records]) => counted(rule, records));
  const lines = [
    `records: ${stats.records}`,
    `flows: ${flows}`,
    `skipped: ${expected.length === 0 ? "none" : expected.join(", ")}`,
    `unreadable: ${unreadable.length === 0 ? "none" : unreadable.join(", ")}`,
    ...Object.entries(samples).map(
      ([reason, record]) => `  ${reason}, for example: ${JSON.stringify(record)}`,
    ),
    `direction by: ${rules.length === 0 ? "none" : rules.join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

function counted(name: string, count: number | undefined): string[] {
  return count === undefined ? [] : [`${name} ${count}`];
}
