import { FlowLogFormatError } from "../errors";
import { readPayload } from "./delivery";
import type { FlowTable } from "./flow-table";
import { guessFields } from "./guess-fields";
import { gunzip, isGzip } from "./gunzip";
import { JsonCursor } from "./json-cursor";
import { readLogEvents } from "./log-events";
import { RecordReader } from "./record-reader";

/**
 * Reads one JSON document after the other: payloads of CloudWatch Logs, the Lambda events that carry them, and what
 * `aws logs filter-log-events` and `get-log-events` print.
 *
 * @param fields without it, the first record tells, as in `readFlowLogFile`
 * @throws FlowLogFormatError when a document is none of these
 */
export function readJsonFile(
  bytes: Uint8Array,
  fields: readonly string[] | undefined,
  table: FlowTable,
): void {
  const cursor = new JsonCursor(bytes);
  let made: RecordReader | undefined;
  const reader = () => {
    made ??= new RecordReader(fields ?? guessFromMessage(bytes), table, "quote");
    return made;
  };
  while (cursor.peek() !== -1) {
    const document = outline(cursor);
    const end = cursor.at;
    if (document.awslogs !== undefined) readJsonFile(payloadOf(document.awslogs), fields, table);
    else {
      table.bytes += end - document.start;
      if (document.keys.includes("messageType")) {
        cursor.at = document.start;
        readPayload(cursor, reader, table);
      } else if (document.eventsAt >= 0) {
        cursor.at = document.eventsAt;
        readLogEvents(cursor, reader(), table);
      } else
        throw new FlowLogFormatError(
          `JSON with the keys ${document.keys.join(", ").slice(0, 200) || "(none)"} is no flow log. Give a CloudWatch Logs payload (messageType, logEvents), a Lambda event (awslogs) or the output of aws logs filter-log-events (events).`,
        );
    }
    cursor.at = end;
  }
}

interface Outline {
  readonly start: number;
  readonly keys: readonly string[];
  readonly awslogs: unknown;
  readonly eventsAt: number;
}

/** Passes the document that comes next and tells what it holds. */
function outline(cursor: JsonCursor): Outline {
  cursor.peek();
  const start = cursor.at;
  const keys: string[] = [];
  let awslogs: unknown;
  let eventsAt = -1;
  cursor.readObject((key) => {
    keys.push(key);
    if (key === "events" && cursor.peek() === OPEN_ARRAY) eventsAt = cursor.at;
    if (key === "awslogs") awslogs = cursor.readValue();
    else cursor.passValue();
  });
  return { start, keys, awslogs, eventsAt };
}

function payloadOf(awslogs: unknown): Uint8Array {
  const { data } = (awslogs ?? {}) as { data?: unknown };
  if (typeof data !== "string")
    throw new FlowLogFormatError(
      "awslogs.data of the Lambda event is missing. Give the event as CloudWatch Logs sent it.",
      { field: "awslogs.data" },
    );
  const bytes = Buffer.from(data, "base64");
  return isGzip(bytes) ? gunzip(bytes, "awslogs.data") : bytes;
}

function guessFromMessage(bytes: Uint8Array): readonly string[] {
  const first = MESSAGE.exec(Buffer.from(bytes.subarray(0, 1024 * 1024)).toString())?.[1];
  return guessFields(first === undefined ? [] : [JSON.parse(first) as string]);
}

const OPEN_ARRAY = 91;
const MESSAGE = /"message"\s*:\s*("(?!CWL CONTROL)(?:[^"\\]|\\.)*")/;
