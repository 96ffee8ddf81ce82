import type { FlowTable } from "../flows/flow-table";
import type { SkipReason } from "../flows/skip-reason";
import { blockEntries } from "./block-entries";
import { isFlowLogRecord, pathOf, type TupleList, tuplesOf } from "./flow-tuples";
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
  const values = blockEntries(bytes);
  const isOneRecord = values.length === 1 && isFlowLogRecord(values[0]);
  const entries = isOneRecord ? [{ at: "[0]", value: values[0] }] : values.flatMap(recordsOf);
  if (entries.length > 0 && !isOneRecord && !entries.some(({ value }) => isFlowLogRecord(value)))
    throw new UnreadableBlockError(
      "other-json",
      `the block of ${bytes.length} bytes holds no record of a flow log, but ${textOf(entries[0]!.value)}.`,
    );
  table.bytes += bytes.length;
  const reading = new BlockReading(table);
  for (const { at, value } of entries) reading.take(at, value);
  return reading.read();
}

/** The records of a document, or the value itself. */
function recordsOf(value: unknown, index: number): { readonly at: string; readonly value: unknown }[] {
  const { records } = (value ?? {}) as { records?: unknown };
  if (!Array.isArray(records) || isFlowLogRecord(value)) return [{ at: `[${index}]`, value }];
  return records.map((record: unknown, place) => ({ at: `[${index}].records[${place}]`, value: record }));
}

const READER = new TupleReader();

class BlockReading {
  private readonly problems: BlockProblem[] = [];
  private readonly lists: { readonly at: string; readonly list: TupleList }[] = [];
  private readonly tuples: unknown[] = [];
  /** Records without tuples. */
  private others = 0;
  private unknownState = 0;
  private refused = 0;

  constructor(private readonly table: FlowTable) {}

  take(at: string, value: unknown): void {
    if (!isFlowLogRecord(value)) this.refuseRecord(SKIP["other-record"], at, value);
    else
      for (const list of tuplesOf(value)) {
        if (list.tuples === undefined) this.refuseRecord(SKIP["no-flows"], at + pathOf(list), value);
        else {
          this.lists.push({ at, list });
          for (let place = 0; place < list.tuples.length; place++) this.tuples.push(list.tuples[place]);
        }
      }
  }

  read(): BlockResult {
    const { table, tuples } = this;
    READER.readAll(tuples, table, (place) => {
      this.refuse(whyUnreadable(tuples[place]), () => this.pathTo(place), tuples[place]);
    });
    const records = tuples.length + this.others;
    table.records += records;
    const { counts } = READER;
    const [begin, continued, ended] = [counts[BEGIN]!, counts[CONTINUED]!, counts[ENDED]!];
    const [v1, denied] = [counts[V1]!, counts[DENIED]!];
    table.count("begin", begin);
    table.count("continued", continued);
    table.count("ended", ended);
    table.count("v1", v1);
    table.count("denied", denied);
    const { unknownState, refused, problems } = this;
    const unreadable = refused - unknownState;
    return { records, begin, continued, ended, v1, denied, unknownState, unreadable, problems };
  }

  /** Path of a tuple, which is only looked for where it is to be told. */
  private pathTo(place: number): string {
    let left = place;
    const found = this.lists.find(({ list }) => {
      if (left < list.tuples!.length) return true;
      left -= list.tuples!.length;
      return false;
    })!;
    return `${found.at}${pathOf(found.list)}[${left}]`;
  }

  private refuseRecord(reason: SkipReason, at: string, value: unknown): void {
    this.others++;
    this.refuse(reason, () => at, value);
  }

  private refuse(reason: SkipReason, at: () => string, value: unknown): void {
    this.refused++;
    if (reason === SKIP["unknown-state"]) this.unknownState++;
    const isFirst = !this.problems.some((problem) => problem.reason === reason.name);
    const text = isFirst ? textOf(value) : "";
    if (isFirst) this.problems.push({ reason: reason.name, at: at(), text });
    this.table.skip(reason, text);
  }
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, 200);
}
