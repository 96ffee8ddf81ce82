import { JsonCursor } from "../bytes/json-cursor";
import { headerFields } from "./flow-log-fields";
import { jsonOutline } from "./json-outline";
import { recogniseRecord } from "./known-formats";

const QUOTE = 34;
const OPEN_ARRAY = 91;
const OPEN_OBJECT = 123;
/** Messages that are looked at to find out their format. */
const MESSAGES_TO_TELL_FROM = 100;

export type ListShape = "empty" | "events" | "rows" | "data" | "documents" | "unknown";

/** What an array holds, by the first of its elements that shows it. */
export function listShape(cursor: JsonCursor): ListShape {
  let shape: ListShape = "empty";
  cursor.readArray(() => {
    const first = cursor.peek();
    if (first === OPEN_OBJECT) shape = objectShape([...jsonOutline(cursor).places.keys()]);
    else {
      shape = first === OPEN_ARRAY ? "rows" : first === QUOTE ? "events" : "unknown";
      cursor.passValue();
    }
    return shape === "unknown";
  });
  return shape;
}

function objectShape(keys: readonly string[]): ListShape {
  const has = (...names: string[]) => names.some((name) => keys.includes(name));
  if (has("kinesis", "data", "Data")) return "data";
  if (has("messageType", "awslogs", "events", "Records", "results")) return "documents";
  return has("message") ? "events" : "unknown";
}

/** The format of the first of the events at `listAt` that is a record; undefined when none of the first 100 is. */
export function formatOfEvents(cursor: JsonCursor, listAt: number): readonly string[] | undefined {
  const list = new JsonCursor(cursor.bytes, cursor.advice);
  list.at = listAt;
  let found: readonly string[] | undefined;
  let looked = 0;
  list.readArray(() => {
    const element = list.readValue() as { message?: unknown } | string | null;
    const text = typeof element === "string" ? element : element?.message;
    if (typeof text === "string") found = formatOf(text.split("\n")[0]!);
    return found === undefined && ++looked < MESSAGES_TO_TELL_FROM;
  });
  return found;
}

/** The format of a record or a header line; undefined when the line has no known form. */
export function formatOf(line: string): readonly string[] | undefined {
  return headerFields(line) ?? recogniseRecord(line)?.fields;
}
