import { BEGIN, CONTINUED, DENIED, ENDED, V1 } from "./tuple-form";

/** What a block held. `records` is the sum of all other counts. */
export interface BlockResult {
  /** Tuples, and records without any. */
  readonly records: number;
  /** Tuples with state `B`. */
  readonly begin: number;
  /** Tuples with state `C`. */
  readonly continued: number;
  /** Tuples with state `E`. */
  readonly ended: number;
  /** Allowed tuples of NSG flow logs version 1, which have no state. */
  readonly v1: number;
  /** Tuples of traffic that was denied, or dropped for its encryption; flows only if the table includes rejected ones. */
  readonly denied: number;
  /** Tuples with another state. */
  readonly unknownState: number;
  /** Everything else that could not be read. */
  readonly unreadable: number;
  /** The first thing of each reason that could not be read. */
  readonly problems: readonly BlockProblem[];
}

export interface BlockProblem {
  /** As in `stats.skipped`, for example `unknown-state`. */
  readonly reason: string;
  /** Path from the block, for example `[0].flowRecords.flows[0].flowGroups[1].flowTuples[7]`. */
  readonly at: string;
  /** The text there, cut to 200 characters. */
  readonly text: string;
}

/**
 * @param counts tuples by kind
 * @param others what is no tuple that can be read
 */
export function resultOf(
  counts: Int32Array,
  others: Pick<BlockResult, "unknownState" | "unreadable" | "problems">,
): BlockResult {
  const [begin, continued, ended] = [counts[BEGIN]!, counts[CONTINUED]!, counts[ENDED]!];
  const [v1, denied] = [counts[V1]!, counts[DENIED]!];
  const records = begin + continued + ended + v1 + denied + others.unknownState + others.unreadable;
  return { records, begin, continued, ended, v1, denied, ...others };
}
