import { compileArithmetic } from "./arithmetic";
import { checkComparable, compileComparison, same, sameText } from "./comparison";
import type { Compiled } from "./compiled";
import type { Expression } from "./expression";
import { FUNCTIONS } from "./functions";
import { KqlError } from "./kql-error";
import type { ColumnType, Row, Table } from "./table";

/**
 * Turns an expression into a function of rows.
 *
 * @throws KqlError for a column or a function that does not exist
 */
export function compile(expression: Expression, columns: Table["columns"]): Compiled {
  switch (expression.kind) {
    case "value":
      return constant(expression.value, expression.isReal ?? false);
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
      for (const one of list) checkComparable(left, one);
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

function compileBinary(sign: string, left: Compiled, right: Compiled): Compiled {
  if (sign === "and" || sign === "or") return compileLogic(sign, left, right);
  return compileComparison(sign, left, right) ?? compileArithmetic(sign, left, right);
}

function compileLogic(sign: "and" | "or", left: Compiled, right: Compiled): Compiled {
  if (![left, right].every(isTruth))
    throw new KqlError(`'${sign}': the operands must be boolean, got ${left.type} and ${right.type}.`);
  const isTrue = ({ value }: Compiled, row: Row) => value(row) === true;
  return sign === "and"
    ? { type: "boolean", value: (row) => isTrue(left, row) && isTrue(right, row) }
    : { type: "boolean", value: (row) => isTrue(left, row) || isTrue(right, row) };
}

const isTruth = ({ type }: Compiled): boolean => type === "boolean" || type === "dynamic";

function constant(value: string | number | boolean, isReal: boolean): Compiled {
  const types: Readonly<Record<string, ColumnType>> = { string: "string", boolean: "boolean" };
  return { type: types[typeof value] ?? (isReal ? "real" : "long"), value: () => value };
}

/** Functions whose first argument is a condition. */
const TESTING = ["iff", "iif", "not"];

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
  if (TESTING.includes(name) && !isTruth(parameters[0]!))
    throw new KqlError(`${name}(): the argument must be boolean, got ${parameters[0]!.type}.`);
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
