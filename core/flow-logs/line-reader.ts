import { checkFields, headerFields } from "./flow-log-fields";
import type { FlowTable } from "./flow-table";
import { EXPORT_TIMESTAMP, guessFields } from "./guess-fields";
import { RecordReader } from "./record-reader";
import { countUnreadable } from "./unreadable-record";

const LINE_FEED = 10;
const SPACE = 32;

/** No record comes near this; a longer line is passed over. */
const LONGEST_LINE = 1024 * 1024;

/** Lines looked at to find out the format of a file without header. */
const LINES_TO_GUESS_FROM = 100;

/** Reads records from the pieces of a text file. A header line, wherever it comes, names the fields from there on. */
export class LineReader {
  private rest: Uint8Array = new Uint8Array(0);
  private reader: RecordReader | undefined;
  private exported: RecordReader | undefined;
  private isTooLong: boolean = false;

  constructor(
    private fields: readonly string[] | undefined,
    private readonly table: FlowTable,
  ) {
    if (fields !== undefined) this.useFields(fields);
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

  /** Reads a last line that has no end. */
  end(): void {
    if (this.rest.length > 0 && !this.isTooLong)
      this.read(Buffer.concat([this.rest, Buffer.of(LINE_FEED)]), 0, this.rest.length);
    this.rest = new Uint8Array(0);
  }

  /** @param last position of the line feed up to which there are whole lines */
  private read(bytes: Uint8Array, start: number, last: number): void {
    if (this.fields === undefined) {
      const text = Buffer.from(bytes.subarray(start, Math.min(last, start + 65_536))).toString();
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      if (lines.length === 0) return;
      this.useFields(headerFields(lines[0]!) ?? guessFields(lines.slice(0, LINES_TO_GUESS_FROM)));
    }
    let reader = this.reader;
    reader?.use(bytes, last);
    for (let at = start; at <= last; ) {
      while (bytes[at]! <= SPACE) at++;
      if (at > last) break;
      at = this.reader!.read(at);
      if (this.reader !== reader) {
        reader = this.reader;
        reader?.use(bytes, last);
      }
    }
  }

  private useFields(fields: readonly string[]): void {
    this.fields = fields;
    this.reader = new RecordReader(fields, this.table, "line-feed", (line) => this.other(line));
    this.exported = undefined;
  }

  /** A line that is no record. */
  private other(line: string): void {
    const fields = this.fields!;
    const header = headerFields(line);
    if (header !== undefined) this.useHeader(header);
    else if (EXPORT_TIMESTAMP.test(line)) {
      this.exported ??= new RecordReader(fields, this.table, "line-feed");
      this.exported.readText(line.replace(EXPORT_TIMESTAMP, ""));
    } else countUnreadable(line, fields, this.table);
  }

  /** A header that names unknown fields is no obstacle when the caller knows the format and their number agrees. */
  private useHeader(header: readonly string[]): void {
    const fields = this.fields!;
    if (header.join() === fields.join()) return;
    try {
      checkFields(header);
    } catch (problem) {
      if (header.length === fields.length && header !== fields) return;
      throw problem;
    }
    this.useFields(header);
  }

  private passLongLine(line: Uint8Array): void {
    if (!this.isTooLong) {
      this.table.records++;
      this.table.skip("too-long", Buffer.from(line.subarray(0, 200)).toString());
    }
    this.isTooLong = true;
  }
}
