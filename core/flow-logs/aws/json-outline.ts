import type { JsonCursor } from "../bytes/json-cursor";

/** Keys by which the kinds of documents are recognised; of other keys only the names are kept. */
const TELLING = new Set([
  ...["awslogs", "messageType", "logEvents", "events", "message", "kinesis", "data", "Data"],
  ...["Records", "records", "results", "ResultSet"],
]);
/** Names kept for an error. */
const MOST_KEYS = 20;

export interface JsonOutline {
  readonly keys: readonly string[];
  /** Where the values of telling keys begin. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** Skips the object that comes next and returns what it holds. */
export function jsonOutline(cursor: JsonCursor): JsonOutline {
  const keys: string[] = [];
  const places = new Map<string, number[]>();
  cursor.readObject((key) => {
    if (keys.length < MOST_KEYS) keys.push(key);
    cursor.peek();
    if (TELLING.has(key)) places.set(key, [...(places.get(key) ?? []), cursor.at]);
    cursor.passValue();
  });
  return { keys, places };
}
