import { FlowLogFormatError } from "../../errors";
import { gunzip, isGzip } from "../bytes/gunzip";
import { JsonCursor } from "../bytes/json-cursor";
import type { FlowTable } from "../flows/flow-table";
import { readLogEvents } from "./log-events";
import { RecordReader } from "./record-reader";

/** Advice about a payload whose JSON is broken. */
const GIVE_IT_WHOLE = "Give it whole, as CloudWatch Logs sent it.";

export interface Delivery {
  /** `control`: CloudWatch Logs only checks that the destination answers; nothing was read. */
  readonly kind: "data" | "control";
  /** Account whose log group it is. */
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
}

/**
 * Reads one delivery of a CloudWatch Logs subscription into a table.
 *
 * @param bytes gzip of the JSON payload (base64 already decoded), or the JSON itself
 * @param fields names in the order of the flow log's format, or what gives them for the log group of the delivery; it is
 *   called only where there are records, and what it throws is thrown
 * @throws FlowLogFormatError when it is no such payload or a field is unknown; the table then holds only a part of it
 *   and must be thrown away
 * @see CloudWatch Logs User Guide, "Real-time processing of log data with subscriptions"
 */
export function readDelivery(
  bytes: Uint8Array,
  fields: readonly string[] | ((logGroup: string) => readonly string[]),
  table: FlowTable,
): Delivery {
  const fieldsOf = typeof fields === "function" ? fields : () => fields;
  const json = isGzip(bytes) ? gunzip(bytes, "flow log delivery") : bytes;
  if (json === bytes && !/^\s*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString("latin1")))
    throw new FlowLogFormatError(
      `flow log delivery of ${bytes.length} bytes is neither gzip nor JSON (starts with ${JSON.stringify(Buffer.from(bytes.subarray(0, 20)).toString("latin1"))}). Decode base64 first, and give what CloudWatch Logs sent.`,
    );
  table.bytes += json.length;
  const cursor = new JsonCursor(json, GIVE_IT_WHOLE);
  const delivery = readPayload(
    cursor,
    (logGroup) => new RecordReader(fieldsOf(logGroup), table, "quote"),
    table,
  );
  if (cursor.peek() !== -1) throw cursor.unexpected();
  return delivery;
}

/**
 * Reads the payload that comes next.
 *
 * @param reader makes the reader for records of a log group, and is called only where there are events to read; the reader
 *   ends records at a quote
 * @throws FlowLogFormatError as `readDelivery`
 */
export function readPayload(
  cursor: JsonCursor,
  reader: (logGroup: string) => RecordReader,
  table: FlowTable,
): Delivery {
  const head: Record<string, unknown> = {};
  const keys: string[] = [];
  const eventsAt: number[] = [];
  cursor.readObject((key) => {
    keys.push(key);
    if (key === "logEvents" && head["messageType"] === DATA && "logGroup" in head)
      readLogEvents(cursor, reader(textOf(head["logGroup"])), table);
    else if (key === "logEvents") {
      eventsAt.push(cursor.at);
      cursor.passValue();
    } else if (HEAD.includes(key)) head[key] = cursor.readValue();
    else cursor.passValue();
  });
  const type = head["messageType"];
  if (type !== DATA && type !== CONTROL)
    throw new FlowLogFormatError(
      `flow log delivery: messageType is ${JSON.stringify(type)}, not ${DATA} or ${CONTROL} (keys: ${keys.join(", ").slice(0, 200)}). Only a CloudWatch Logs subscription may invoke this.`,
      { field: "messageType" },
    );
  if (type === DATA && !keys.includes("logEvents"))
    throw new FlowLogFormatError(
      `flow log delivery: logEvents is missing (keys: ${keys.join(", ").slice(0, 200)}). Give the payload whole.`,
      { field: "logEvents" },
    );
  const end = cursor.at;
  for (const at of type === DATA ? eventsAt : []) {
    cursor.at = at;
    readLogEvents(cursor, reader(textOf(head["logGroup"])), table);
  }
  cursor.at = end;
  return {
    kind: type === DATA ? "data" : "control",
    owner: textOf(head["owner"]),
    logGroup: textOf(head["logGroup"]),
    logStream: textOf(head["logStream"]),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

const DATA = "DATA_MESSAGE";
const CONTROL = "CONTROL_MESSAGE";
const HEAD = ["messageType", "owner", "logGroup", "logStream"];
