import type { DrainLogLine } from "../../core/contracts/azure/drain-log";

export interface DrainTotals {
  readonly drains: number;
  readonly blocks: number;
  readonly bytes: number;
  /** Tuples of the blocks. */
  readonly tuples: number;
  readonly states: Readonly<Record<"begin" | "continued", number>>;
  /** Tuples that became no flow, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly uploaded: number;
  readonly refused: number;
  readonly repeated: number;
  readonly pceCalls: number;
  readonly storageCalls: number;
  /** Blobs with blocks that the last drain did not deliver. */
  readonly blobsBehind: number;
  /** What the drains reported, and what the app wrote besides its lines because something failed. */
  readonly problems: readonly string[];
}

/** What Application Insights has of the app. */
interface LogMessage {
  readonly message: string;
  /** 3 and more: an error. */
  readonly severity: number;
}

/** Adds up the lines that the *drain* function wrote. */
export function drainTotals(traces: Iterable<LogMessage>): DrainTotals {
  const sum = { drains: 0, blocks: 0, bytes: 0, tuples: 0, uploaded: 0, refused: 0, repeated: 0 };
  const calls = { pceCalls: 0, storageCalls: 0, blobsBehind: 0 };
  const states = { begin: 0, continued: 0 };
  const skipped: Record<string, number> = {};
  const problems: string[] = [];
  for (const { message, severity } of traces) {
    if (!message.startsWith("{")) {
      if (severity >= 3) problems.push(message);
      continue;
    }
    const line = JSON.parse(message) as DrainLogLine;
    problems.push(...line.problems);
    if (line.event !== "drain") continue;
    sum.drains += 1;
    sum.tuples += line.records;
    for (const name of ["blocks", "bytes", "uploaded", "refused", "repeated"] as const)
      sum[name] += line[name];
    for (const name of ["begin", "continued"] as const) states[name] += line[name];
    for (const [reason, count] of Object.entries(line.skipped))
      skipped[reason] = (skipped[reason] ?? 0) + count;
    calls.pceCalls += line.pceCalls;
    calls.storageCalls += line.storageCalls;
    calls.blobsBehind = line.blobsBehind;
  }
  return { ...sum, ...calls, states, skipped, problems };
}
