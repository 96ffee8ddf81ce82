import { DEFAULT_FORMAT } from "../../contracts/aws/flow-log-format";
import type { FlowTable } from "../flows/flow-table";
import { EVENT_LINE, type RecognisedRecord, recogniseRecord } from "./known-formats";
import { RecordReader } from "./record-reader";
import { countUnreadable } from "./unreadable-record";

/** Lines of `aws logs … --output text` that hold no event. */
const OTHER_LINE = /^SEARCHEDLOGSTREAMS\t|^[bf]\/\d{20,}(\/s)?\t/;

/**
 * Reads records that are not of the expected format one by one, each in the format recognised by its form: records of
 * another flow log in the same stream, and those before which a tool wrote something. What has no known form is only
 * counted.
 */
export class OddRecords {
  private readonly readers = new Map<readonly string[], RecordReader>();

  /** @param fields the format expected, where it is known */
  constructor(
    private readonly fields: readonly string[] | undefined,
    private readonly table: FlowTable,
  ) {}

  /**
   * Reads a line, which may also be several records with tabs between them, as `aws logs … --output text` prints them.
   *
   * @returns the format of the record, where the line is a record and nothing else
   */
  readLine(line: string): readonly string[] | undefined {
    if (!line.includes("\t")) return this.read(line);
    if (OTHER_LINE.test(line)) return undefined;
    const parts = line.split("\t").filter((part) => part.trim() !== "");
    const isRecord = parts.map((part) => recogniseRecord(part, this.fields) !== undefined);
    if (!isRecord.includes(true)) return this.read(line);
    const isEvent = EVENT_LINE.test(line);
    for (const [index, part] of parts.entries()) if (isRecord[index] || !isEvent) this.read(part);
    return undefined;
  }

  /** Reads one record. @returns its format, where nothing stood before it; undefined also when it was counted only */
  read(text: string): readonly string[] | undefined {
    const found = recogniseRecord(text, this.fields);
    if (found === undefined) {
      countUnreadable(text, this.fields ?? DEFAULT_FORMAT, this.table);
      return undefined;
    }
    this.readerOf(found).readText(found.text);
    return found.text.length === text.trim().length ? found.fields : undefined;
  }

  private readerOf({ fields }: RecognisedRecord): RecordReader {
    const reader = this.readers.get(fields) ?? new RecordReader(fields, this.table, "line-feed");
    this.readers.set(fields, reader);
    return reader;
  }
}
