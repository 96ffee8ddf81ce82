import type { Compiled } from "./compiled";
import { compile } from "./evaluate";
import { KqlError } from "./kql-error";
import type { NamedExpression } from "./operators";
import { keyOf } from "./row-key";
import type { ColumnType, Row, Table } from "./table";

/** The table with more columns, or with others in their place. */
export function extend({ columns, rows }: Table, given: readonly NamedExpression[]): Table {
  const known = new Map(columns);
  const added = given.map(({ name, expression }, index) => {
    const compiled = compile(expression, columns);
    const own = name ?? `Column${index + 1}`;
    known.set(own, compiled.type);
    return [own, compiled] as const;
  });
  return { columns: known, rows: rows.map((row) => ({ ...row, ...valuesOf(added, row) })) };
}

/** Only these columns. */
export function project({ columns, rows }: Table, given: readonly NamedExpression[]): Table {
  const shown = new Map<string, ColumnType>();
  const compiled = given.map(({ name, expression }, index) => {
    const one = compile(expression, columns);
    const own = name ?? `Column${index + 1}`;
    if (shown.has(own)) throw new KqlError(`A column named '${own}' already exists in the projection.`);
    shown.set(own, one.type);
    return [own, one] as const;
  });
  return { columns: shown, rows: rows.map((row) => valuesOf(compiled, row)) };
}

/** Only these columns, and equal rows once. */
export function distinct(table: Table, given: readonly NamedExpression[]): Table {
  const { columns, rows } = project(table, given);
  const names = [...columns.keys()];
  const keyed = new Map(rows.map((row) => [keyOf(names.map((name) => row[name])), row]));
  return { columns, rows: [...keyed.values()] };
}

/** All but these columns. */
export function away({ columns, rows }: Table, names: readonly string[]): Table {
  for (const name of names) compile({ kind: "column", name }, columns);
  const kept = [...columns].filter(([name]) => !names.includes(name));
  return {
    columns: new Map(kept),
    rows: rows.map((row) => Object.fromEntries(kept.map(([name]) => [name, row[name]]))),
  };
}

/** The columns of one row. */
export function valuesOf(columns: readonly (readonly [string, Compiled])[], row: Row): Row {
  return Object.fromEntries(columns.map(([name, { value }]) => [name, value(row)]));
}
