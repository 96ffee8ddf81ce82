import { isFlowLogRecord } from "./flow-tuples";

/** A value in the place of a record. */
export interface BlockRecord {
  /** Path from the block, for example `[0].records[3]`. */
  readonly at: string;
  readonly value: unknown;
}

/** The records of a block, whose entries are records or documents with a list of them. */
export function recordsOf(entries: readonly unknown[]): readonly BlockRecord[] {
  if (entries.length === 1 && isFlowLogRecord(entries[0])) return [{ at: "[0]", value: entries[0] }];
  return entries.flatMap(recordsOfEntry);
}

function recordsOfEntry(value: unknown, index: number): BlockRecord[] {
  const { records } = (value ?? {}) as { records?: unknown };
  if (!Array.isArray(records) || isFlowLogRecord(value)) return [{ at: `[${index}]`, value }];
  return records.map((record: unknown, place) => ({ at: `[${index}].records[${place}]`, value: record }));
}
