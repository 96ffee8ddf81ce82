import { FlowLogFormatError } from "../errors";
import type { FlowTable } from "./flow-table";
import { gunzip, isGzip } from "./gunzip";
import { JsonCursor } from "./json-cursor";
import { readLogEvents } from "./log-events";
import { RecordReader } from "./record-reader";

export interface Delivery {
  /** `control`: CloudWatch Logs only checks that somebody listens; nothing was read. */
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
 * @param fields names in the order of the flow log's format
 * @throws FlowLogFormatError when it is no such payload or a field is unknown; the table then holds a part of it and is
 *   to be thrown away
 * @see CloudWatch Logs User Guide, "Real-time processing of log data with subscriptions"
 */
export function readDelivery(bytes: Uint8Array, fields: readonly string[], table: FlowTable): Delivery {
  const reader = new RecordReader(fields, table, "quote");
  const json = isGzip(bytes) ? gunzip(bytes, "flow log delivery") : bytes;
  if (json === bytes && !/^\s*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString("latin1")))
    throw new FlowLogFormatError(
      `flow log delivery of ${bytes.length} bytes is neither gzip nor JSON (starts with ${JSON.stringify(Buffer.from(bytes.subarray(0, 20)).toString("latin1"))}). Decode base64 first, and give what CloudWatch Logs sent.`,
    );
  table.bytes += json.length;
  return readPayload(new JsonCursor(json), () => reader, table);
}

/**
 * Reads the payload that comes next.
 *
 * @param reader is asked for only where there are events to read; it ends records at a quote
 * @throws FlowLogFormatError as `readDelivery`
 */
export function readPayload(cursor: JsonCursor, reader: () => RecordReader, table: FlowTable): Delivery {
  const head: Record<string, unknown> = {};
  const keys: string[] = [];
  let eventsAt = -1;
  cursor.readObject((key) => {
    keys.push(key);
    if (key === "logEvents" && head["messageType"] === DATA) readLogEvents(cursor, reader(), table);
    else if (key === "logEvents") {
      eventsAt = cursor.at;
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
  if (type === DATA && eventsAt >= 0) {
    const end = cursor.at;
    cursor.at = eventsAt;
    readLogEvents(cursor, reader(), table);
    cursor.at = end;
  }
  return {
    kind: type === DATA ? "data" : "control",
    owner: String(head["owner"] ?? ""),
    logGroup: String(head["logGroup"] ?? ""),
    logStream: String(head["logStream"] ?? ""),
  };
}

const DATA = "DATA_MESSAGE";
const CONTROL = "CONTROL_MESSAGE";
const HEAD = ["messageType", "owner", "logGroup", "logStream"];
