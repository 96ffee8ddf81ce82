import type { FlowTable } from "../flows/flow-table";
import { ColumnRecords } from "./column-records";
import { SKIP } from "./skip-reasons";

/** Rows of the answers to queries, whose columns are named. */
export class QueryRows {
  private readonly columns = new Map<string, ColumnRecords>();

  /** @param fields format of records that are texts, where it is known */
  constructor(
    private readonly fields: readonly string[] | undefined,
    private readonly table: FlowTable,
  ) {}

  /** Rows of `aws logs get-query-results`: lists of field and value. */
  readResults(rows: readonly unknown[]): void {
    for (const row of rows) {
      const cells = (Array.isArray(row) ? row : []) as ({ field?: unknown; value?: unknown } | null)[];
      this.readRow(
        cells.map((cell) => textOf(cell?.field) ?? ""),
        cells.map((cell) => textOf(cell?.value)),
      );
    }
  }

  /** What `aws athena get-query-results` prints; the first row has the names. */
  readResultSet(resultSet: unknown): void {
    const { Rows } = (resultSet ?? {}) as { Rows?: unknown };
    const rows = (Array.isArray(Rows) ? Rows : []).map((row: { Data?: unknown } | null) =>
      (Array.isArray(row?.Data) ? row.Data : []).map((cell: { VarCharValue?: unknown } | null) =>
        textOf(cell?.VarCharValue),
      ),
    );
    const names = (rows[0] ?? []).map((name) => name ?? "");
    for (const row of rows.slice(1)) this.readRow(names, row);
  }

  private readRow(names: readonly string[], values: readonly (string | undefined)[]): void {
    if (!ColumnRecords.areRecords(names)) {
      this.table.records++;
      this.table.skip(SKIP["no-message"], JSON.stringify(names).slice(0, 200));
      return;
    }
    const key = names.join("\n");
    const columns = this.columns.get(key) ?? new ColumnRecords(names, this.fields, this.table);
    this.columns.set(key, columns);
    columns.read(values);
  }
}

/** A cell's text; undefined when it holds none. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
