import { KqlError } from "./kql-error";
import type { JoinKey } from "./operators";
import { type ColumnType, freeName, missingValue, type Row, type Table } from "./table";

/**
 * Joins by equal keys. Columns of the right side that the left one has too get a number at their end.
 *
 * @param how `innerunique` takes the first row of the left side for each key
 * @throws KqlError when a key does not exist or is dynamic
 */
export function join(left: Table, right: Table, how: string, keys: readonly JoinKey[]): Table {
  for (const { left: name } of keys) checkKey(left, name, "left");
  for (const { right: name } of keys) checkKey(right, name, "right");
  const columns = new Map<string, ColumnType>(left.columns);
  const names = new Map<string, string>();
  for (const [name, type] of right.columns) {
    const own = freeName(columns, name);
    columns.set(own, type);
    names.set(name, own);
  }
  const rightRow = (row: Row | undefined): Row =>
    Object.fromEntries(
      [...names].map(([name, own]) => [own, row ? row[name] : missingValue(right.columns.get(name)!)]),
    );
  const noLeft = Object.fromEntries([...left.columns].map(([name, type]) => [name, missingValue(type)]));
  const leftKey = (row: Row) => keyIn(keys.map((key) => row[key.left]));
  const rightKey = (row: Row) => keyIn(keys.map((key) => row[key.right]));

  const byKey = new Map<string, Row[]>();
  for (const row of right.rows) {
    const key = rightKey(row);
    if (key === undefined) continue;
    const found = byKey.get(key);
    if (found) found.push(row);
    else byKey.set(key, [row]);
  }
  const matched = new Set<string>();
  const rows: Row[] = [];
  for (const row of left.rows) {
    const key = leftKey(row);
    if (how === "innerunique" && key !== undefined && matched.has(key)) continue;
    if (key !== undefined) matched.add(key);
    const found = key === undefined ? undefined : byKey.get(key);
    for (const other of found ?? []) rows.push({ ...row, ...rightRow(other) });
    if (!found && (how === "leftouter" || how === "fullouter")) rows.push({ ...row, ...rightRow(undefined) });
  }
  if (how === "fullouter") {
    for (const row of right.rows) {
      const key = rightKey(row);
      if (key === undefined || !matched.has(key)) rows.push({ ...noLeft, ...rightRow(row) });
    }
  }
  return { columns, rows };
}

/** One text for equal keys; undefined where one of them is nothing, which is equal to nothing. */
function keyIn(values: readonly unknown[]): string | undefined {
  return values.some((value) => value === null || value === undefined) ? undefined : JSON.stringify(values);
}

function checkKey({ columns }: Table, name: string, side: string): void {
  const type = columns.get(name);
  if (type === undefined) throw new KqlError(`join: the ${side} side has no column named '${name}'.`);
  if (type === "dynamic") {
    throw new KqlError(
      `join key '${name}' is of a 'dynamic' type. Please use an explicit cast, such as tostring(), as it cannot be used as a join key.`,
    );
  }
}
