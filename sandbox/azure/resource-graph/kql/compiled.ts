import type { ColumnType, Row } from "./table";

/** An expression as a function of rows. */
export interface Compiled {
  readonly type: ColumnType;
  value(row: Row): unknown;
}
