import type { Compiled } from "./compiled";
import { textOf } from "./functions";
import type { ColumnType, Row } from "./table";

export interface Aggregate {
  /** How many parameters it takes. */
  readonly takes: 0 | 1;
  /** Types of its parameter, and what it has to be in words. @default any */
  readonly takesTypes?: readonly ColumnType[];
  readonly takesOnly?: string;
  /** In front of the column's name where none is given, for example `list_`. */
  readonly prefix: string;
  /** @default that of its parameter */
  readonly type?: ColumnType;
  run(rows: readonly Row[], of: Compiled): unknown;
}

const valuesOf = (rows: readonly Row[], of: Compiled): unknown[] =>
  rows.map((row) => of.value(row)).filter((value) => value !== null && value !== undefined);

const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [`${typeof value} ${textOf(value)}`, value])).values(),
];

const extreme = (values: readonly unknown[], sign: 1 | -1): unknown =>
  values.reduce<unknown>((best, value) => {
    if (best === null) return value;
    const isBefore = (value as number) < (best as number);
    return isBefore === sign < 0 ? value : best;
  }, null);

/** What `summarize` can do; any other function is refused. */
export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: { takes: 0, prefix: "count_", type: "long", run: (rows) => rows.length },
  countif: {
    takes: 1,
    takesTypes: ["boolean", "dynamic"],
    takesOnly: "boolean",
    prefix: "countif_",
    type: "long",
    run: (rows, of) => rows.filter((row) => of.value(row) === true).length,
  },
  dcount: {
    takes: 1,
    prefix: "dcount_",
    type: "long",
    run: (rows, of) => distinct(valuesOf(rows, of)).length,
  },
  make_list: { takes: 1, prefix: "list_", type: "dynamic", run: (rows, of) => valuesOf(rows, of) },
  make_set: { takes: 1, prefix: "set_", type: "dynamic", run: (rows, of) => distinct(valuesOf(rows, of)) },
  max: { takes: 1, prefix: "max_", run: (rows, of) => extreme(valuesOf(rows, of), 1) },
  min: { takes: 1, prefix: "min_", run: (rows, of) => extreme(valuesOf(rows, of), -1) },
  sum: {
    takes: 1,
    takesTypes: ["long", "real", "dynamic"],
    takesOnly: "a number",
    prefix: "sum_",
    run: (rows, of) => valuesOf(rows, of).reduce<number>((sum, value) => sum + Number(value), 0),
  },
  take_any: { takes: 1, prefix: "any_", run: (rows, of) => (rows[0] ? of.value(rows[0]) : null) },
};
