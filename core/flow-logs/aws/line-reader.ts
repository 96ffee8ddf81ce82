import type { FlowTable } from "../flows/flow-table";
import { checkFields, headerFields } from "./flow-log-fields";
import { OddRecords } from "./odd-records";
import { RecordReader } from "./record-reader";
import { SKIP } from "./skip-reasons";

const LINE_FEED = 10;
const SPACE = 32;

/** Longest line in bytes. No record comes near it; a longer line is skipped. */
const LONGEST_LINE = 1024 * 1024;

/**
 * Reads records from the pieces of a text file. A header line, wherever it comes, names the fields from there on; a
 * record of another known format is read in that format.
 */
export class LineReader {
  private rest: Uint8Array = new Uint8Array(0);
  private reader: RecordReader;
  private odd: OddRecords;
  private isTooLong: boolean = false;
  private readonly readers = new Map<readonly string[], RecordReader>();

  /**
   * @param fields format of the first records
   * @param given format that the caller names; a header of as many fields may then have names that are not known
   */
  constructor(
    private fields: readonly string[],
    private readonly table: FlowTable,
    private readonly given?: readonly string[],
  ) {
    this.reader = this.readerOf(fields);
    this.odd = new OddRecords(given, table);
  }

  push(chunk: Uint8Array): void {
    this.table.bytes += chunk.length;
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const last = bytes.lastIndexOf(LINE_FEED);
    let start = 0;
    if (this.isTooLong && last >= 0) {
      start = bytes.indexOf(LINE_FEED) + 1;
      this.isTooLong = false;
    }
    if (last >= start) this.read(bytes, start, last);
    const rest = bytes.subarray(last + 1);
    if (rest.length > LONGEST_LINE) this.passLongLine(rest);
    this.rest = this.isTooLong ? new Uint8Array(0) : Uint8Array.from(rest);
  }

  /** Reads a last line without a line end. */
  end(): void {
    if (this.rest.length > 0 && !this.isTooLong)
      this.read(Buffer.concat([this.rest, Buffer.of(LINE_FEED)]), 0, this.rest.length);
    this.rest = new Uint8Array(0);
  }

  /** @param last position of the line feed up to which there are whole lines */
  private read(bytes: Uint8Array, start: number, last: number): void {
    let reader = this.reader;
    reader.use(bytes, last);
    for (let at = start; at <= last; ) {
      while (bytes[at]! <= SPACE) at++;
      if (at > last) break;
      at = reader.read(at);
      if (this.reader !== reader) {
        reader = this.reader;
        reader.use(bytes, last);
      }
    }
  }

  private readerOf(fields: readonly string[]): RecordReader {
    const reader =
      this.readers.get(fields) ??
      new RecordReader(fields, this.table, "line-feed", (line) => this.other(line));
    this.readers.set(fields, reader);
    return reader;
  }

  private useFields(fields: readonly string[]): void {
    this.fields = fields;
    this.reader = this.readerOf(fields);
  }

  /** Handles a line that is no record of the present format. */
  private other(line: string): void {
    const header = headerFields(line);
    if (header !== undefined) {
      this.useHeader(header);
      return;
    }
    const format = this.odd.readLine(line);
    if (format !== undefined && format !== this.fields) this.useFields(format);
  }

  /**
   * Takes the fields of a header. One with unknown names is accepted when the caller gave a format of as many fields.
   */
  private useHeader(header: readonly string[]): void {
    try {
      checkFields(header);
    } catch (problem) {
      if (header.length === this.given?.length) return;
      throw problem;
    }
    this.odd = new OddRecords(header, this.table);
    this.useFields(header);
  }

  private passLongLine(line: Uint8Array): void {
    if (!this.isTooLong) {
      this.table.records++;
      this.table.skip(SKIP["too-long"], Buffer.from(line.subarray(0, 200)).toString());
    }
    this.isTooLong = true;
  }
}
