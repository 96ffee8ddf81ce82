import type { NormaliseLog, UploadLog } from "../../core/contracts/function-logs";

export interface FunctionTotals {
  readonly deliveries: number;
  readonly recordsIn: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly decisions: Readonly<Record<string, number>>;
  readonly flowsUploaded: number;
  readonly flowsRefused: number;
  readonly uploads: number;
  readonly pceCalls: number;
  /** The problems that the functions reported. */
  readonly problems: readonly string[];
}

/** Adds up the lines that the functions wrote into their log groups. */
export function functionTotals(messages: Iterable<string>): FunctionTotals {
  const skipped: Record<string, number> = {};
  const decisions: Record<string, number> = {};
  const sum = { deliveries: 0, recordsIn: 0, flowsUploaded: 0, flowsRefused: 0, uploads: 0, pceCalls: 0 };
  const problems: string[] = [];
  for (const message of messages) {
    if (!message.startsWith("{")) continue;
    const line = JSON.parse(message) as NormaliseLog | UploadLog;
    if (line.event === "normalised") {
      sum.deliveries += 1;
      sum.recordsIn += line.RecordsIn;
      addCounts(skipped, line.skipped);
    } else if (line.event === "uploaded") {
      sum.uploads += 1;
      sum.flowsUploaded += line.FlowsUploaded;
      sum.flowsRefused += line.FlowsRefused;
      sum.pceCalls += line.PceCalls;
    } else continue;
    addCounts(decisions, line.decisions);
    problems.push(...line.problems);
  }
  return { ...sum, skipped, decisions, problems };
}

function addCounts(sum: Record<string, number>, counts: Readonly<Record<string, number | undefined>>): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + (count ?? 0);
}
