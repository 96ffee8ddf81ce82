import { DEFAULT_FORMAT } from "../../contracts/aws/flow-log-format";
import { FlowLogFormatError } from "../../errors";
import { byteOrderMark, textName, WHAT_TO_GIVE } from "../bytes/content-kind";
import type { FlowTable } from "../flows/flow-table";
import { NoFlowLogError } from "../no-flow-log-error";
import { CsvReader, csvHeader } from "./csv-reader";
import { formatOfLines, linesOf } from "./file-beginning";
import { EVENT_LINE, looksLikeRecord, recogniseParts } from "./known-formats";
import { LineReader } from "./line-reader";

const TAB = 9;
const LINE_FEED = 10;

export interface TextFile {
  /** Beginning of the content, as `begun` returns it. */
  readonly head: Uint8Array;
  readonly all: AsyncIterable<Uint8Array>;
  /** What the content came in, for example ` inside gzip`. */
  readonly around: string;
  readonly isUtf16: boolean;
}

/** A text in quotes, which may go on behind the beginning, and after it nothing or a further document. */
const QUOTED = /^\s*"([^"\\]|\\.)*(\\?$|"\s*($|["[{]))/;
const BEGINS_JSON = /^\s*["[{]/;

/** Whether a text is neither lines nor CSV but texts in quotes, one JSON document after the other. */
export function isQuoted(head: Uint8Array): boolean {
  const [first = "", second = '"'] = linesOf(head);
  return QUOTED.test(first) && BEGINS_JSON.test(second) && csvHeader(first) === undefined;
}

/**
 * Reads lines or CSV into a table.
 *
 * @param fields format of the records, where it is known
 * @throws FlowLogFormatError when one of the first lines is a record of a format that is not known; NoFlowLogError when
 *   none of them is a record or names fields
 */
export async function readText(
  { head, all, around, isUtf16 }: TextFile,
  fields: readonly string[] | undefined,
  table: FlowTable,
): Promise<void> {
  const lines = linesOf(head);
  const [first = ""] = lines;
  const csv = csvHeader(first);
  const format = fields ?? formatOfLines(lines);
  if (csv === undefined && format === undefined && first !== "") {
    const name = isUtf16 ? "UTF-16 text" : textName(head);
    throw noRecords(`${name} without flow log records${around}`, lines);
  }
  const reader =
    csv === undefined
      ? new LineReader(format ?? DEFAULT_FORMAT, table, fields)
      : new CsvReader(csv, fields, table);
  const tabsEnd = csv === undefined && isTabJoined(first, fields);
  let skipped = byteOrderMark(head);
  for await (const chunk of all) {
    const bytes = chunk.subarray(skipped);
    reader.push(tabsEnd ? bytes.map((byte) => (byte === TAB ? LINE_FEED : byte)) : bytes);
    skipped = 0;
  }
  reader.end();
}

/** `aws logs … --query 'events[].message' --output text` prints one line of all records, with tabs between. */
function isTabJoined(line: string, fields: readonly string[] | undefined): boolean {
  return recogniseParts(line, fields).length > 0 && !EVENT_LINE.test(line);
}

function noRecords(what: string, lines: readonly string[]): FlowLogFormatError {
  const record = lines.find(looksLikeRecord);
  if (record !== undefined)
    return new FlowLogFormatError(
      `flow log without header: ${beginning(record)} has ${countWords(record)} fields, which is no known format. Name the fields in their order, as the flow log's log format has them (on the command line: --fields).`,
    );
  const [first = ""] = lines;
  const words = countWords(first);
  return new NoFlowLogError(
    `${what}, first line ${beginning(first)} (${words} ${words === 1 ? "word" : "words"})`,
    WHAT_TO_GIVE,
  );
}

function beginning(line: string): string {
  return JSON.stringify(line.slice(0, 200));
}

function countWords(line: string): number {
  return line.trim().split(/\s+/).length;
}
