import { compile } from "./evaluate";
import { KqlError } from "./kql-error";
import type { NamedExpression } from "./operators";
import type { Table } from "./table";

/**
 * `mv-expand`: a row for each entry of a list. Several lists are gone through side by side, the shorter ones with nothing
 * at their ends. Nothing gives one row, an empty list none.
 *
 * @throws KqlError for an expression that is not dynamic
 */
export function expand({ columns, rows }: Table, given: readonly NamedExpression[], limit: number): Table {
  const known = new Map(columns);
  const lists = given.map(({ name, expression }, index) => {
    const list = compile(expression, columns);
    if (list.type !== "dynamic")
      throw new KqlError(`mv-expand: the expression must be dynamic, got ${list.type}.`);
    const own = name ?? `Column${index + 1}`;
    known.set(own, "dynamic");
    return { own, list };
  });
  return {
    columns: known,
    rows: rows.flatMap((row) => {
      const all = lists.map(({ own, list }) => ({ own, entries: entriesOf(list.value(row)) }));
      const count = Math.min(limit, Math.max(...all.map(({ entries }) => entries.length)));
      return Array.from({ length: count }, (_, index) => ({
        ...row,
        ...Object.fromEntries(all.map(({ own, entries }) => [own, entries[index] ?? null])),
      }));
    }),
  };
}

/** A property bag has an entry for each property. */
function entriesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return [value ?? null];
  return Object.entries(value).map(([key, one]) => ({ [key]: one }));
}
