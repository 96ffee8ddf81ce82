import type { FlowTable } from "../flows/flow-table";
import { FLOW_LOG_FIELDS } from "./flow-log-fields";
import { OddRecords } from "./odd-records";
import { RecordReader } from "./record-reader";
import { SKIP } from "./skip-reasons";

/** Column names in documented tables that differ from the name of the field. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  account: "account-id",
  sourceaddress: "srcaddr",
  destinationaddress: "dstaddr",
  sourceport: "srcport",
  destinationport: "dstport",
  numpackets: "packets",
  numbytes: "bytes",
  starttime: "start",
  endtime: "end",
};

const BY_BARE_NAME = new Map<string, string>([
  ...[...FLOW_LOG_FIELDS].map((field): [string, string] => [bare(field), field]),
  ...Object.entries(OTHER_NAMES),
]);

const NEEDED = [
  ["srcaddr", "pkt-srcaddr"],
  ["dstaddr", "pkt-dstaddr"],
  ["srcport"],
  ["dstport"],
  ["protocol"],
];

/**
 * Records that come as rows of named columns: a CSV file of Athena or Logs Insights, the answer to a query, a Parquet
 * table. Either one column holds the record as a text, or each field has a column of its own.
 *
 * Column names are those of the fields, with any separators and case (`account_id`, `srcAddr`), or those of the tables
 * in AWS's documentation (`sourceaddress`, `numpackets`); other columns are skipped.
 *
 * @see Amazon Athena User Guide, "Query Amazon VPC flow logs"; CloudWatch Logs User Guide, "Supported logs and
 *   discovered fields"
 */
export class ColumnRecords {
  /** Where the records are texts, the column that holds them; -1 where each field has its own. */
  private readonly message: number;
  private readonly columns: readonly number[];
  private readonly reader: RecordReader | undefined;
  private readonly odd: OddRecords;

  /** Whether these names are those of records. */
  static areRecords(names: readonly string[]): boolean {
    const fields = names.map(fieldOf);
    return messageColumn(names) >= 0 || NEEDED.every((any) => any.some((field) => fields.includes(field)));
  }

  /** Whether a column is read: that of a field, or of records as texts. */
  static isRecordColumn(this: void, name: string): boolean {
    return fieldOf(name) !== undefined || messageColumn([name]) === 0;
  }

  /** @param fields format of records that are texts, where it is known */
  constructor(
    private readonly names: readonly string[],
    fields: readonly string[] | undefined,
    private readonly table: FlowTable,
  ) {
    const known = names.map(fieldOf);
    const isColumn = (field: string | undefined, index: number) =>
      field !== undefined && known.indexOf(field) === index;
    const hasFields = NEEDED.every((any) => any.some((field) => known.includes(field)));
    this.message = hasFields ? -1 : messageColumn(names);
    this.columns = known.flatMap((field, index) => (isColumn(field, index) ? [index] : []));
    const all = known.every((field) => field !== undefined) ? (known as string[]) : undefined;
    this.odd = new OddRecords(fields ?? all, table);
    if (hasFields)
      this.reader = new RecordReader(
        this.columns.map((index) => known[index]!),
        table,
        "line-feed",
      );
  }

  /** Reads one row; a value that is empty or missing is `-`. */
  read(values: readonly (string | undefined)[]): void {
    if (values.length === 1 && this.names.length > 1) this.odd.read(values[0] ?? "");
    else if (values.length !== this.names.length) {
      this.table.records++;
      const reason = values.length < this.names.length ? "too-few-fields" : "too-many-fields";
      this.table.skip(SKIP[reason], values.join(","));
    } else if (this.message >= 0) {
      const text = values[this.message] ?? "";
      if (text.trim() === "") {
        this.table.records++;
        this.table.skip(SKIP["no-message"], values.join(","));
      } else for (const line of text.split("\n")) if (line.trim() !== "") this.odd.read(line);
    } else this.reader!.readText(this.columns.map((index) => word(values[index])).join(" "));
  }
}

/** A value as it stands in a record. Tools whose columns of whole numbers cannot have missing values write `443.0`. */
function word(value: string | undefined): string {
  const text = value?.trim() ?? "";
  if (text === "") return "-";
  return /^\d+\.0$/.test(text) ? text.slice(0, -2) : text.replaceAll(/\s+/g, "_");
}

function messageColumn(names: readonly string[]): number {
  return names.findIndex((name) => /^@?message$/i.test(name.trim()));
}

function fieldOf(name: string): string | undefined {
  return BY_BARE_NAME.get(bare(name));
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
