import { DEFAULT_FORMAT } from "../../contracts/aws/flow-log-format";
import { FlowLogFormatError, isFlowLogFormatError } from "../../errors";
import { contentKind } from "../bytes/content-kind";
import { gunzip, isGzip } from "../bytes/gunzip";
import { JsonCursor } from "../bytes/json-cursor";
import type { FlowTable } from "../flows/flow-table";
import { NoFlowLogError } from "../no-flow-log-error";
import { readPayload } from "./delivery";
import { formatOf, formatOfEvents, listShape } from "./json-list";
import { jsonOutline } from "./json-outline";
import { recogniseRecord } from "./known-formats";
import { LineReader } from "./line-reader";
import { readLogEvents } from "./log-events";
import { OddRecords } from "./odd-records";
import { QueryRows } from "./query-rows";
import { RecordReader } from "./record-reader";
import { SKIP } from "./skip-reasons";

const QUOTE = 34;
const OPEN_ARRAY = 91;
const OPEN_OBJECT = 123;
/** Keys of lists of records. */
const LISTS = ["events", "logEvents", "Records", "records"];
/** Levels of events within the data of events that are followed. */
const DEEPEST = 4;
/** What the beginning of a JSON file of flow logs contains somewhere. */
const TELLING =
  /"(messageType|logEvents|events|awslogs|message|results|ResultSet|Records)"\s*:|"\d{1,2} (\d{12}|unknown|TransitGateway) /;

/**
 * Reads one JSON document after the other: payloads of CloudWatch Logs; events of Lambda, Kinesis and Firehose that
 * carry them; records of Firehose; what `aws logs filter-log-events`, `get-log-events` and `get-query-results` and
 * Athena's `get-query-results` print; arrays of events and of texts.
 *
 * @param fields format of records; without it, the format of each is recognised by its form, as in `readFlowLogFile`
 * @throws FlowLogFormatError when it is no JSON, or (`isNoFlowLogError`) none of the documents is one of these
 */
export function readJsonFile(
  bytes: Uint8Array,
  fields: readonly string[] | undefined,
  table: FlowTable,
): void {
  const file = new JsonFile(fields, table);
  try {
    file.readAll(bytes, 0);
  } catch (problem) {
    const isOther = file.known === 0 && !TELLING.test(Buffer.from(bytes.subarray(0, 65_536)).toString());
    if (!isFlowLogFormatError(problem) || !isOther) throw problem;
    throw new NoFlowLogError("text that begins like JSON", `In detail: ${problem.message}`);
  }
  file.end();
}

/** Documents that are something else, until it is known that the file is a flow log. */
interface Unknown {
  readonly sample: string;
  readonly looksLike: string;
}

class JsonFile {
  private made: RecordReader | undefined;
  private readonly odd: OddRecords;
  private readonly rows: QueryRows;
  /** Number of documents and lists of a known kind, those without any record included. */
  known = 0;
  private unknown = 0;
  private first: Unknown | undefined;

  constructor(
    private readonly fields: readonly string[] | undefined,
    private readonly table: FlowTable,
  ) {
    this.odd = new OddRecords(fields, table);
    this.rows = new QueryRows(fields, table);
  }

  /** Counts documents that are no flow log beside those that are. @throws NoFlowLogError when there are only such */
  end(): void {
    const { first, unknown, table } = this;
    if (first === undefined) return;
    if (this.known === 0)
      throw new NoFlowLogError(
        first.looksLike,
        "Give a CloudWatch Logs payload (messageType, logEvents), an event that carries one (awslogs, Records), what aws logs or Athena prints (events, results, ResultSet), an array of events or texts, or a flow log of Azure (records with flow tuples).",
      );
    for (let left = unknown; left > 0; left--) {
      table.records++;
      table.skip(SKIP["no-message"], first.sample);
    }
  }

  readAll(bytes: Uint8Array, depth: number): void {
    const cursor = new JsonCursor(bytes, "Give the whole file, as it was downloaded or printed.");
    while (cursor.peek() !== -1) {
      const start = cursor.at;
      this.readDocument(cursor, depth);
      if (depth === 0) this.table.bytes += cursor.at - start;
    }
  }

  private readDocument(cursor: JsonCursor, depth: number): void {
    const start = cursor.at;
    const first = cursor.peek();
    if (first === OPEN_ARRAY) this.readList(cursor, depth);
    else if (first === OPEN_OBJECT) this.readObject(cursor, depth);
    else if (first === QUOTE) this.readTexts([cursor.readValue() as string]);
    else {
      cursor.readValue();
      this.passUnknown(cursor, start, "a single value");
    }
  }

  private readObject(cursor: JsonCursor, depth: number): void {
    const start = cursor.at;
    const { keys, places } = jsonOutline(cursor);
    const end = cursor.at;
    const query = places.get("results")?.find((at) => cursor.bytes[at] === OPEN_ARRAY);
    const lists = LISTS.flatMap((key) => (places.get(key) ?? []).map((at) => ({ key, at }))).filter(
      ({ at }) => cursor.bytes[at] === OPEN_ARRAY,
    );
    if (places.has("awslogs")) {
      this.known++;
      for (const at of places.get("awslogs")!) this.readData(valueAt(cursor, at), ["data"], depth);
    } else if (places.has("messageType")) {
      this.known++;
      cursor.at = start;
      readPayload(cursor, () => this.reader(cursor, places.get("logEvents")?.[0]), this.table);
    } else if (query !== undefined) {
      this.known++;
      this.rows.readResults(valueAt(cursor, query) as unknown[]);
    } else if (places.has("ResultSet")) {
      this.known++;
      this.rows.readResultSet(valueAt(cursor, places.get("ResultSet")![0]!));
    } else if (lists.length > 0)
      for (const { key, at } of lists) {
        cursor.at = at;
        this.readList(cursor, depth, key);
      }
    else if (places.has("message")) this.readTexts([valueAt(cursor, places.get("message")![0]!)]);
    else this.passUnknown(cursor, start, jsonName(keys));
    cursor.at = end;
  }

  /** Reads the array that comes next: of events, texts, rows, records with data, or documents. */
  private readList(cursor: JsonCursor, depth: number, key?: string): void {
    const start = cursor.at;
    const shape = listShape(cursor);
    cursor.at = start;
    const isEvents = key === "events" || key === "logEvents";
    if (shape === "events" || (shape === "unknown" && isEvents)) {
      this.known++;
      readLogEvents(cursor, this.reader(cursor, start), this.table);
      return;
    }
    if (shape === "empty") this.known++;
    cursor.readArray(() => {
      const at = cursor.at;
      if (shape === "rows") this.readTexts([cursor.readValue()].flat());
      else if (shape === "documents" || shape === "unknown") this.readDocument(cursor, depth);
      else {
        const record = cursor.readValue();
        const isRead = this.readData(record, ["data", "Data"], depth);
        if (!isRead) this.passUnknown(cursor, at, "a record without data");
      }
    });
  }

  /** Reads what a record carries as base64. @returns false when it carries nothing */
  private readData(record: unknown, names: readonly string[], depth: number): boolean {
    const { kinesis } = (record ?? {}) as { kinesis?: unknown };
    const holder = (kinesis ?? record ?? {}) as Record<string, unknown>;
    const data = names.map((name) => holder[name]).find((value) => typeof value === "string");
    if (data === undefined) {
      if (names.length > 1) return false;
      throw new FlowLogFormatError(
        "awslogs.data of the Lambda event is missing. Give the event as CloudWatch Logs sent it.",
        { field: "awslogs.data" },
      );
    }
    if (depth >= DEEPEST)
      throw new FlowLogFormatError(`the flow log file has data in data more than ${DEEPEST} times.`);
    let bytes: Uint8Array = Buffer.from(data as string, "base64");
    for (let layer = 0; isGzip(bytes) && layer < DEEPEST; layer++) bytes = gunzip(bytes, "data of the event");
    if (contentKind(bytes).kind === "json") this.readAll(bytes, depth + 1);
    else this.readLines(bytes);
    return true;
  }

  private readLines(bytes: Uint8Array): void {
    const lines = Buffer.from(bytes.subarray(0, 65_536)).toString().split("\n");
    const format = this.fields ?? lines.map(formatOf).find((found) => found !== undefined);
    this.known++;
    const reader = new LineReader(format ?? DEFAULT_FORMAT, this.table, this.fields);
    const { bytes: before } = this.table;
    reader.push(bytes);
    reader.end();
    this.table.bytes = before;
  }

  /** Reads records that stand as texts, or a row of which one value is a record. */
  private readTexts(values: readonly unknown[]): void {
    const texts = values.filter((value) => typeof value === "string");
    const record = texts.find((text) => recogniseRecord(text, this.fields)) ?? texts[0] ?? "";
    this.known++;
    const lines = record.split("\n").filter((line) => line.trim() !== "");
    for (const line of lines) this.odd.readLine(line);
    if (lines.length > 0) return;
    this.table.records++;
    this.table.skip(SKIP["no-message"], JSON.stringify(values).slice(0, 200));
  }

  private passUnknown(cursor: JsonCursor, start: number, looksLike: string): void {
    this.unknown++;
    this.first ??= {
      looksLike,
      sample: Buffer.from(cursor.bytes.subarray(start, Math.min(cursor.at, start + 200))).toString(),
    };
  }

  /** @param listAt where the events begin whose format is to be found out */
  private reader(cursor: JsonCursor, listAt: number | undefined): RecordReader {
    if (this.made !== undefined) return this.made;
    const found = this.fields ?? (listAt === undefined ? undefined : formatOfEvents(cursor, listAt));
    const reader = new RecordReader(found ?? DEFAULT_FORMAT, this.table, "quote", (text) => {
      this.odd.readLine(text);
    });
    if (found !== undefined) this.made = reader;
    return reader;
  }
}

function valueAt(cursor: JsonCursor, at: number): unknown {
  const end = cursor.at;
  cursor.at = at;
  const value = cursor.readValue();
  cursor.at = end;
  return value;
}

function jsonName(keys: readonly string[]): string {
  return `JSON with the keys ${keys.join(", ").slice(0, 200) || "(none)"}`;
}
