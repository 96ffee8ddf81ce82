import { systemColumns } from "./built-in-tables";

/** Every value is a text; an empty one is "". */
export type Values = Readonly<Record<string, string>>;

/** A column of a table, as `sys_dictionary` describes it. */
export interface Column {
  readonly name: string;
  /** `string`, `boolean`, `integer`, `reference`, `choice`, `glide_date_time`, … */
  readonly type: string;
  /** The table that a reference points into. */
  readonly reference: string;
  readonly maxLength: number;
}

/**
 * A value of a body as it is kept; undefined where it is of no use and is ignored.
 *
 * UNCONFIRMED: that a text that is too long is cut off without a word, and that a number that is none is ignored.
 */
function readValue({ type, maxLength }: Column, value: unknown): string | undefined {
  if (value === null) return "";
  if (typeof value === "object" || value === undefined) return undefined;
  const text = String(value);
  if (type === "boolean") return text === "" ? "" : String(/^(true|1|yes)$/i.test(text));
  if (type === "integer") return text === "" || /^-?\d+$/.test(text) ? text : undefined;
  return type === "string" ? text.slice(0, maxLength) : text;
}

/** Values of a body that there are columns for, as they are kept; the columns that the instance fills in are left out. */
export function readValues(
  columns: ReadonlyMap<string, Column>,
  values: Readonly<Record<string, unknown>>,
): Values {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = columns.get(name);
    if (column === undefined || Object.hasOwn(systemColumns, name) || name === "sys_class_name") continue;
    const text = readValue(column, value);
    if (text !== undefined) read[name] = text;
  }
  return read;
}

export const differs = (before: Values, after: Values): boolean =>
  Object.entries(after).some(([name, value]) => (before[name] ?? "") !== value);

export const labelOf = (column: string): string =>
  column
    .replace(/^u_/, "")
    .replaceAll("_", " ")
    .replace(/^./, (first) => first.toUpperCase());
