import type { FlowTable } from "../flows/flow-table";
import { ColumnRecords } from "./column-records";
import { SKIP } from "./skip-reasons";

const SEPARATORS = [",", ";", "\t"];
/** Longest row, in characters. No valid row comes near it; a longer one has a quote that is never closed. */
const LONGEST_ROW = 1024 * 1024;

/** How the columns of a CSV file are separated and named. */
export interface CsvHeader {
  readonly separator: string;
  readonly names: readonly string[];
}

/** The header of a CSV file of flow log records; undefined when the line is none. */
export function csvHeader(line: string): CsvHeader | undefined {
  for (const separator of SEPARATORS) {
    const names = splitRow(line.trim(), separator);
    if (names?.every((name) => !/\s/.test(name.trim())) && ColumnRecords.areRecords(names))
      return names.length > 1 || /^"?@?message"?$/i.test(line.trim()) ? { separator, names } : undefined;
  }
  return undefined;
}

/** Reads rows of a CSV file from pieces of it; the first one is the header. @see RFC 4180 */
export class CsvReader {
  private rest = "";
  private isHeader = true;
  private isTooLong = false;
  private readonly decoder = new TextDecoder();
  private readonly rows: ColumnRecords;

  constructor(
    private readonly header: CsvHeader,
    fields: readonly string[] | undefined,
    private readonly table: FlowTable,
  ) {
    this.rows = new ColumnRecords(header.names, fields, table);
  }

  push(chunk: Uint8Array): void {
    this.table.bytes += chunk.length;
    this.readRows(this.rest + this.decoder.decode(chunk, { stream: true }));
  }

  /** Reads a last row without a line end. */
  end(): void {
    this.readRows(`${this.rest}${this.decoder.decode()}\n`);
    if (this.rest.trim() !== "") this.readRow(this.rest);
  }

  /** Reads the rows that end in the text, and keeps what is left. */
  private readRows(text: string): void {
    let start = 0;
    let quotes = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) quotes++;
      if (code !== 10 || quotes % 2 === 1) continue;
      this.readRow(text.slice(start, at));
      start = at + 1;
      quotes = 0;
    }
    this.rest = text.slice(start);
    if (this.rest.length > LONGEST_ROW) {
      if (!this.isTooLong) this.countTooLong();
      this.rest = "";
      this.isTooLong = true;
    }
  }

  private readRow(row: string): void {
    if (this.isTooLong) {
      this.isTooLong = false;
      return;
    }
    const text = row.trim();
    if (text === "") return;
    if (this.isHeader) {
      this.isHeader = false;
      return;
    }
    const values = splitRow(text, this.header.separator);
    if (values !== undefined) this.rows.read(values);
    else {
      this.table.records++;
      this.table.skip(SKIP["bad-quotes"], text);
    }
  }

  private countTooLong(): void {
    this.table.records++;
    this.table.skip(SKIP["too-long"], this.rest.slice(0, 200));
  }
}

/** Values of a row; undefined when its quotes do not close where a value ends. */
function splitRow(row: string, separator: string): string[] | undefined {
  if (!row.includes('"')) return row.split(separator);
  const values: string[] = [];
  for (let at = 0; ; ) {
    if (row[at] === '"') {
      let value = "";
      let end = row.indexOf('"', at + 1);
      for (; end >= 0 && row[end + 1] === '"'; end = row.indexOf('"', end + 2)) {
        value += row.slice(at + 1, end + 1);
        at = end + 1;
      }
      if (end < 0) return undefined;
      values.push(value + row.slice(at + 1, end));
      at = end + 1;
      if (at < row.length && row[at] !== separator) return undefined;
    } else {
      const end = row.indexOf(separator, at);
      values.push(row.slice(at, end < 0 ? row.length : end));
      at = end < 0 ? row.length : end;
    }
    if (at >= row.length) return values;
    at++;
    if (at === row.length) return [...values, ""];
  }
}
