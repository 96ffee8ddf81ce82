export type ColumnType = "string" | "long" | "real" | "boolean" | "dynamic";

export const isNumeric = (type: ColumnType): boolean => type === "long" || type === "real";

export type Row = Readonly<Record<string, unknown>>;

/** Rows with their columns, in order. */
export interface Table {
  readonly columns: ReadonlyMap<string, ColumnType>;
  readonly rows: readonly Row[];
}

/** What stands in a column where a row of a join has no counterpart: texts are never null in Kusto. */
export function missingValue(type: ColumnType): unknown {
  return type === "string" ? "" : null;
}

/** The column's name, with a number at its end where another column has it. */
export function freeName(columns: ReadonlyMap<string, unknown>, name: string): string {
  for (let number = 0; ; number += 1) {
    const free = number === 0 ? name : `${name}${number}`;
    if (!columns.has(free)) return free;
  }
}
