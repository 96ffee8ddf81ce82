import { BytePattern } from "../bytes/byte-pattern";
import type { FlowTable } from "../flows/flow-table";
import { textOfEntries, valuesOf } from "./block-entries";
import { recordsOf } from "./block-records";
import { isFlowLogRecord, tuplesOf } from "./flow-tuples";
import { TupleReader } from "./tuple-reader";

const KEY = new BytePattern('"flowTuples"');
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const READER = new TupleReader();

/**
 * Reads a block as Azure writes it: JSON without white space around tuples and without escapes, of which everything can
 * be read. The tuples are read where they stand, and only what is left of the block is parsed.
 *
 * The block is JSON exactly if it is with its lists emptied, because what is taken out is a list of texts. Without a
 * backslash, each key of a list stands there as `"flowTuples"`, and each place where that stands was emptied or ended the
 * reading. So when as many lists are found in the records, these are the lists, in their order.
 *
 * @returns counts by kind, valid until the next call; undefined when the block is of any other form, and then nothing
 *   was added to the table
 */
export function readCompactBlock(block: Buffer, table: FlowTable): Int32Array | undefined {
  READER.open(block, table);
  const { bytes } = READER;
  let lists = 0;
  let from = 0;
  let length = 0;
  for (;;) {
    const key = KEY.indexIn(bytes, from, block.length);
    if (key < 0) break;
    const start = key + KEY.length + 2;
    if (bytes[start - 2] !== COLON || bytes[start - 1] !== OPEN_ARRAY) return undefined;
    const end = bytes[start] === CLOSE_ARRAY ? start : READER.readList(start);
    if (end < 0) return undefined;
    bytes.copyWithin(length, from, start);
    length += start - from;
    from = end;
    lists++;
  }
  bytes.copyWithin(length, from, block.length);
  length += block.length - from;
  if (!areAll(lists, textOfEntries(bytes.subarray(0, length)))) return undefined;
  table.addAllStated(READER.rows, READER.count);
  return READER.counts;
}

/** Whether what is left of a block is nothing but records of a flow log with so many lists. */
function areAll(lists: number, rest: string): boolean {
  if (rest.includes("\\")) return false;
  const values = valuesOf(rest);
  if (values === undefined) return false;
  let found = 0;
  for (const { value } of recordsOf(values)) {
    if (!isFlowLogRecord(value)) return false;
    for (const { tuples } of tuplesOf(value)) {
      if (tuples === undefined) return false;
      found++;
    }
  }
  return found === lists;
}
