import type { ColumnType } from "./table";

export interface ScalarFunction {
  readonly type: ColumnType;
  /** How many parameters it takes, at least and at most. */
  readonly takes: readonly [number, number];
  run(...values: readonly unknown[]): unknown;
}

const one = [1, 1] as const;
const many = [1, Infinity] as const;

/** The text of a value: that of nothing is empty, that of an object is JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;

function wholeNumber(value: unknown): number | null {
  const number =
    typeof value === "boolean"
      ? Number(value)
      : Number(isNothing(value) || value === "" ? Number.NaN : value);
  return Number.isFinite(number) ? Math.trunc(number) : null;
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    // Kusto keeps what is no JSON as a text.
    return value;
  }
}

/** The scalar functions that the sandbox knows; any other is refused. */
export const FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  array_length: { type: "long", takes: one, run: (value) => (Array.isArray(value) ? value.length : null) },
  bag_keys: {
    type: "dynamic",
    takes: one,
    run: (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : null,
  },
  coalesce: {
    type: "dynamic",
    takes: many,
    run: (...values) => values.find((value) => !isNothing(value) && value !== "") ?? null,
  },
  iff: { type: "dynamic", takes: [3, 3], run: (test, yes, no) => (test === true ? yes : no) },
  iif: { type: "dynamic", takes: [3, 3], run: (test, yes, no) => (test === true ? yes : no) },
  isempty: { type: "boolean", takes: one, run: (value) => textOf(value) === "" },
  isnotempty: { type: "boolean", takes: one, run: (value) => textOf(value) !== "" },
  isnotnull: { type: "boolean", takes: one, run: (value) => !isNothing(value) },
  isnull: { type: "boolean", takes: one, run: (value) => isNothing(value) },
  not: { type: "boolean", takes: one, run: (value) => value !== true },
  parse_json: { type: "dynamic", takes: one, run: parsed },
  split: { type: "dynamic", takes: [2, 2], run: (text, separator) => textOf(text).split(textOf(separator)) },
  strcat: { type: "string", takes: many, run: (...values) => values.map(textOf).join("") },
  strlen: { type: "long", takes: one, run: (value) => textOf(value).length },
  tobool: {
    type: "boolean",
    takes: one,
    run: (value) =>
      ({ true: true, "1": true, false: false, "0": false })[textOf(value).toLowerCase()] ?? null,
  },
  todynamic: { type: "dynamic", takes: one, run: parsed },
  toint: { type: "long", takes: one, run: wholeNumber },
  tolong: { type: "long", takes: one, run: wholeNumber },
  tolower: { type: "string", takes: one, run: (value) => textOf(value).toLowerCase() },
  tostring: { type: "string", takes: one, run: textOf },
  toupper: { type: "string", takes: one, run: (value) => textOf(value).toUpperCase() },
};
