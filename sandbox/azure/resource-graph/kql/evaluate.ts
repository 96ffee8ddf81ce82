import type { Expression } from "./expression";
import { FUNCTIONS, textOf } from "./functions";
import { KqlError } from "./kql-error";
import type { ColumnType, Row, Table } from "./table";

export interface Compiled {
  readonly type: ColumnType;
  value(row: Row): unknown;
}

/**
 * Turns an expression into a function of rows.
 *
 * @throws KqlError for a column or a function that does not exist
 */
export function compile(expression: Expression, columns: Table["columns"]): Compiled {
  switch (expression.kind) {
    case "value":
      return constant(expression.value);
    case "column": {
      const { name } = expression;
      const type = columns.get(name);
      if (type === undefined) {
        throw new KqlError(`Failed to resolve column or scalar expression named '${name}'.`);
      }
      return { type, value: (row) => row[name] ?? (type === "string" ? "" : null) };
    }
    case "member": {
      const of = compile(expression.of, columns);
      if (of.type !== "dynamic") {
        throw new KqlError(
          `'${expression.key}' cannot be read of a value of type ${of.type}: only dynamic values have members.`,
        );
      }
      return { type: "dynamic", value: (row) => memberOf(of.value(row), expression.key) };
    }
    case "call":
      return compileCall(expression.name, expression.parameters, columns);
    case "in": {
      const left = compile(expression.left, columns);
      const list = expression.list.map((one) => compile(one, columns));
      const isEqual = expression.sign.endsWith("~") ? sameText : same;
      const isNegated = expression.sign.startsWith("!");
      return {
        type: "boolean",
        value: (row) => {
          const value = left.value(row);
          const all = list.flatMap((one) => one.value(row));
          return all.some((one) => isEqual(value, one)) !== isNegated;
        },
      };
    }
    case "binary":
      return compileBinary(
        expression.sign,
        compile(expression.left, columns),
        compile(expression.right, columns),
      );
  }
}

function constant(value: string | number | boolean | null): Compiled {
  const types: Readonly<Record<string, ColumnType>> = { string: "string", boolean: "boolean" };
  const numeric = Number.isInteger(value) ? "long" : "real";
  const type = value === null ? "dynamic" : (types[typeof value] ?? numeric);
  return { type, value: () => value };
}

function compileCall(name: string, given: readonly Expression[], columns: Table["columns"]): Compiled {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : undefined;
  if (!found) throw new KqlError(`Unknown function: '${name}'.`);
  const [least, most] = found.takes;
  if (given.length < least || given.length > most) {
    throw new KqlError(
      `${name}(): function expects ${least === most ? least : `at least ${least}`} argument(s), got ${given.length}.`,
    );
  }
  const parameters = given.map((one) => compile(one, columns));
  const value = (row: Row) => found.run(...parameters.map((one) => one.value(row)));
  // What is one of several values has their type, when they have one.
  const choices = { coalesce: parameters, iff: parameters.slice(1), iif: parameters.slice(1) }[name];
  const types = new Set(choices?.map(({ type }) => type));
  return { type: types.size === 1 ? [...types][0]! : found.type, value };
}

function memberOf(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) {
    return typeof key === "number" ? (value.at(key) ?? null) : null;
  }
  return Object.hasOwn(value, key) ? ((value as Record<string, unknown>)[key] ?? null) : null;
}

const isText = (value: unknown): value is string => typeof value === "string";
/** Numbers and truth values are equal to their texts, since dynamic values hold either; nothing is equal to nothing. */
const same = (left: unknown, right: unknown): boolean =>
  left !== null && right !== null && textOf(left) === textOf(right);
const sameText = (left: unknown, right: unknown): boolean =>
  textOf(left).toLowerCase() === textOf(right).toLowerCase();

type Test = (left: unknown, right: unknown) => boolean;

const lower =
  (test: (left: string, right: string) => boolean): Test =>
  (left, right) =>
    test(textOf(left).toLowerCase(), textOf(right).toLowerCase());

const TESTS: Readonly<Record<string, Test>> = {
  "==": same,
  "=~": sameText,
  contains: lower((left, right) => left.includes(right)),
  contains_cs: (left, right) => textOf(left).includes(textOf(right)),
  startswith: lower((left, right) => left.startsWith(right)),
  endswith: lower((left, right) => left.endsWith(right)),
  has: lower(
    (left, right) =>
      left
        .split(/[^a-z0-9]+/)
        .join(" ")
        .split(" ")
        .includes(right) ||
      (/[^a-z0-9]/.test(right) && left.includes(right)),
  ),
  "<": (left, right) => compared(left, right) < 0,
  "<=": (left, right) => compared(left, right) <= 0,
  ">": (left, right) => compared(left, right) > 0,
  ">=": (left, right) => compared(left, right) >= 0,
};

/** Not a number, and so none of less, equal and more, for values that cannot be compared. */
function compared(left: unknown, right: unknown): number {
  if (isText(left) && isText(right)) return left < right ? -1 : left > right ? 1 : 0;
  if (left === null || right === null) return Number.NaN;
  return Number(left) - Number(right);
}

function compileBinary(sign: string, left: Compiled, right: Compiled): Compiled {
  if (sign === "and")
    return { type: "boolean", value: (row) => left.value(row) === true && right.value(row) === true };
  if (sign === "or")
    return { type: "boolean", value: (row) => left.value(row) === true || right.value(row) === true };
  const negated = { "!=": "==", "!~": "=~" }[sign] ?? (sign.startsWith("!") ? sign.slice(1) : undefined);
  const test = TESTS[negated ?? sign];
  if (test) {
    const isNegated = negated !== undefined;
    return { type: "boolean", value: (row) => test(left.value(row), right.value(row)) !== isNegated };
  }
  const type = left.type === "real" || right.type === "real" || sign === "/" ? "real" : "long";
  return { type, value: (row) => calculated(sign, left.value(row), right.value(row)) };
}

function calculated(sign: string, left: unknown, right: unknown): number | null {
  if (typeof left !== "number" || typeof right !== "number") return null;
  const results: Readonly<Record<string, () => number>> = {
    "+": () => left + right,
    "-": () => left - right,
    "*": () => left * right,
    "/": () => left / right,
    "%": () => left % right,
  };
  return results[sign]!();
}
