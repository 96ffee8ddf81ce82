import type { FlowTable } from "../flows/flow-table";
import type { SkipReason } from "../flows/skip-reason";
import { blockEntries } from "./block-entries";
import { isFlowLogRecord, tuplesOf } from "./flow-tuples";
import { SKIP } from "./skip-reasons";
import { BEGIN, CONTINUED, DENIED, ENDED, TupleReader, V1 } from "./tuple-reader";
import { UnreadableBlockError } from "./unreadable-block-error";
import { whyUnreadable } from "./unreadable-tuple";

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
 * Reads a block of a flow log blob (`PT1H.json`) into a table: a VNet flow log of version 4, an NSG flow log of version
 * 1 or 2. Which one it is, each tuple tells: the number of its columns and the digits of its time.
 *
 * @param bytes the block as it stands in the blob. A comma before its entry may be there, and so may beginning
 *   (`{"records":[`) and end (`]}`) of the blob
 * @throws UnreadableBlockError when it is no JSON, or JSON without any record of a flow log; nothing was read then
 */
export function readBlock(bytes: Uint8Array, table: FlowTable): BlockResult {
  const entries = blockEntries(bytes).flatMap(recordsOf);
  if (entries.length > 0 && !entries.some(({ value }) => isFlowLogRecord(value)))
    throw new UnreadableBlockError(
      "other-json",
      `the block of ${bytes.length} bytes holds no record of a flow log, but ${textOf(entries[0]!.value)}.`,
    );
  table.bytes += bytes.length;
  const reading = new BlockReading(table);
  for (const { at, value } of entries) reading.read(at, value);
  return reading.result();
}

/** The records of a document, or the value itself. */
function recordsOf(value: unknown, index: number): { readonly at: string; readonly value: unknown }[] {
  const { records } = (value ?? {}) as { records?: unknown };
  if (!Array.isArray(records) || isFlowLogRecord(value)) return [{ at: `[${index}]`, value }];
  return records.map((record: unknown, place) => ({ at: `[${index}].records[${place}]`, value: record }));
}

class BlockReading {
  private readonly problems = new Map<SkipReason, BlockProblem>();
  private readonly tuples: TupleReader;
  private records = 0;
  private unknownState = 0;
  private refused = 0;

  constructor(private readonly table: FlowTable) {
    this.tuples = new TupleReader(table);
  }

  read(at: string, value: unknown): void {
    if (!isFlowLogRecord(value)) this.refuseRecord(SKIP["other-record"], at, value);
    else
      for (const { at: path, tuples } of tuplesOf(value))
        if (tuples === undefined) this.refuseRecord(SKIP["no-flows"], at + path, value);
        else this.readTuples(at + path, tuples);
  }

  private readTuples(at: string, tuples: readonly unknown[]): void {
    this.records += tuples.length;
    this.tuples.readAll(tuples, (place) => {
      this.refuse(whyUnreadable(tuples[place]), `${at}[${place}]`, tuples[place]);
    });
  }

  result(): BlockResult {
    const { table, records, unknownState, refused } = this;
    const { counts } = this.tuples;
    const [begin, continued, ended, v1, denied] = [BEGIN, CONTINUED, ENDED, V1, DENIED].map(
      (kind) => counts[kind]!,
    ) as [number, number, number, number, number];
    table.records += records;
    for (const [state, count] of Object.entries({ begin, continued, ended, v1, denied }))
      table.count(state, count);
    return {
      ...{ records, begin, continued, ended, v1, denied, unknownState },
      unreadable: refused - unknownState,
      problems: [...this.problems.values()],
    };
  }

  private refuseRecord(reason: SkipReason, at: string, value: unknown): void {
    this.records++;
    this.refuse(reason, at, value);
  }

  private refuse(reason: SkipReason, at: string, value: unknown): void {
    this.refused++;
    if (reason === SKIP["unknown-state"]) this.unknownState++;
    const isFirst = !this.problems.has(reason);
    const text = isFirst ? textOf(value) : "";
    if (isFirst) this.problems.set(reason, { reason: reason.name, at, text });
    this.table.skip(reason, text);
  }
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, 200);
}
