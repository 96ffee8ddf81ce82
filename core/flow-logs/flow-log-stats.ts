/**
 * What happened to the records of a delivery, a file or an upload. Plain JSON, so it can be logged and added up.
 *
 * Every record is counted once: `records` = all of `skipped` + all of `decisions` + `carried`.
 */
export interface FlowLogStats {
  /** Records read, good or bad. Header lines and blank lines are none. */
  readonly records: number;
  /** Bytes after decompression. */
  readonly bytes: number;
  /** Records that became no flow, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** The first unreadable record of each reason, cut to 200 characters. */
  readonly samples: Readonly<Partial<Record<SkipReason, string>>>;
  /** Records by the rule that told client from server. */
  readonly decisions: Readonly<Partial<Record<DirectionRule, number>>>;
  /** Records whose direction is left to the batch that the flows are uploaded in. */
  readonly carried: number;
}

/** Records that are as AWS writes them, and carry no flow to report. */
export const EXPECTED_SKIPS = [
  "no-data",
  "skip-data",
  "rejected",
  "rejected-late-packet",
  "pass-through-interface",
  "transit-gateway",
] as const;

/** Records that do not fit the format. Each reason comes with a sample. */
export const UNREADABLE = [
  "too-few-fields",
  "too-many-fields",
  "missing-value",
  "bad-version",
  "bad-account",
  "bad-interface",
  "bad-address",
  "bad-port",
  "bad-protocol",
  "bad-tcp-flags",
  "bad-action",
  "bad-log-status",
  "bad-resource-type",
  "no-message",
  "too-long",
] as const;

export type SkipReason = (typeof EXPECTED_SKIPS)[number] | (typeof UNREADABLE)[number];

/**
 * Evidence that told client from server, strongest first.
 *
 * `tcp-flags` a SYN or SYN-ACK in the record; `paired-record` another record shows the opening; `learned-server` one
 * end is known as a server from other connections; `declared-port` a port the user named; `well-known-port` a port
 * below 1024 or in the list of known services; `ephemeral-port` only one port is 32768 or above; `fan-out` one end
 * talks to several remote ports; `as-written` equal ports or none, so source and destination stand;
 * `lower-port` a guess that the user asked for; `undecided` dropped.
 */
export type DirectionRule =
  | "tcp-flags"
  | "paired-record"
  | "learned-server"
  | "declared-port"
  | "well-known-port"
  | "ephemeral-port"
  | "fan-out"
  | "as-written"
  | "lower-port"
  | "undecided";

export const NO_STATS: FlowLogStats = {
  records: 0,
  bytes: 0,
  skipped: {},
  samples: {},
  decisions: {},
  carried: 0,
};

/** Sum of two; of the samples, those of `a` stay. */
export function addStats(a: FlowLogStats, b: FlowLogStats): FlowLogStats {
  return {
    records: a.records + b.records,
    bytes: a.bytes + b.bytes,
    skipped: addCounts(a.skipped, b.skipped),
    samples: { ...b.samples, ...a.samples },
    decisions: addCounts(a.decisions, b.decisions),
    carried: a.carried + b.carried,
  };
}

/** How many records could not be read. */
export function unreadableRecords(stats: FlowLogStats): number {
  return UNREADABLE.reduce((sum, reason) => sum + (stats.skipped[reason] ?? 0), 0);
}

function addCounts<K extends string>(
  a: Readonly<Partial<Record<K, number>>>,
  b: Readonly<Partial<Record<K, number>>>,
): Partial<Record<K, number>> {
  const sum: Partial<Record<K, number>> = { ...a };
  for (const key of Object.keys(b) as K[]) sum[key] = (sum[key] ?? 0) + (b[key] ?? 0);
  return sum;
}
