/**
 * What happened to the records of a delivery, a file or an upload. Plain JSON, so it can be logged and added up.
 *
 * Every record is counted once: `records` = all of `skipped` + all of `decisions` + `carried`.
 */
export interface FlowLogStats {
  /** Records read, good or bad. Header lines and blank lines are not counted. */
  readonly records: number;
  /** Bytes after decompression. */
  readonly bytes: number;
  /** Records that became no flow, by reason. Each reader has its own. */
  readonly skipped: Readonly<Record<string, number>>;
  /**
   * The first record, cut to 200 characters, of each reason for which records cannot be read, and of no other reason.
   */
  readonly samples: Readonly<Record<string, string>>;
  /** Number of records by the rule that decided which end is the client. */
  readonly decisions: Readonly<Partial<Record<DirectionRule, number>>>;
  /** Records whose direction is left to the batch that the flows are uploaded in. */
  readonly carried: number;
  /**
   * Records by the state that their cloud writes: of Azure `begin`, `continued`, `ended`, `v1` (version 1, which has no
   * state) and `denied`. Absent where the records have none.
   */
  readonly states?: Readonly<Record<string, number>>;
}

/**
 * Evidence that told client from server, strongest first.
 *
 * `tcp-flags` a SYN or SYN-ACK in the record; `stated` the record itself says which end is the client; `paired-record`
 * another record shows the opening; `learned-server` one end is known as a server from other connections;
 * `declared-port` a port the user named; `fan-out` one end has connections with several remote ports, and clearly more
 * than its partners, or tries ports one after the other; `well-known-port` a port below 1024 or in the list of known
 * services; `ephemeral-port` only one port is 32768 or above; `one-way` no TCP, and only one end sent; `same-endpoint`
 * one end was told to be server or client by its other connections; `as-written` equal ports or none, so source and
 * destination stand; `lower-port` a guess that the user asked for; `undecided` dropped.
 */
export type DirectionRule =
  | "tcp-flags"
  | "stated"
  | "paired-record"
  | "learned-server"
  | "declared-port"
  | "fan-out"
  | "well-known-port"
  | "ephemeral-port"
  | "one-way"
  | "same-endpoint"
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

/** Sum of two stats; where both have a sample for a reason, that of `a` is kept. */
export function addStats(a: FlowLogStats, b: FlowLogStats): FlowLogStats {
  return {
    records: a.records + b.records,
    bytes: a.bytes + b.bytes,
    skipped: addCounts(a.skipped, b.skipped),
    samples: { ...b.samples, ...a.samples },
    decisions: addCounts(a.decisions, b.decisions),
    carried: a.carried + b.carried,
    ...((a.states ?? b.states) && { states: addCounts(a.states ?? {}, b.states ?? {}) }),
  };
}

/** How many records could not be read. */
export function unreadableRecords(stats: FlowLogStats): number {
  return unreadableReasons(stats).reduce((sum, reason) => sum + stats.skipped[reason]!, 0);
}

/** The reasons for which records could not be read, in their order. */
export function unreadableReasons({ skipped, samples }: FlowLogStats): string[] {
  return Object.keys(skipped).filter((reason) => Object.hasOwn(samples, reason));
}

function addCounts<Counts extends Readonly<Partial<Record<string, number>>>>(a: Counts, b: Counts): Counts {
  const sum: Record<string, number | undefined> = { ...a };
  for (const [name, count = 0] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum as Counts;
}
