import type { Compiled } from "./compiled";
import { textOf } from "./functions";
import { KqlError } from "./kql-error";
import { type ColumnType, isNumeric } from "./table";

type Test = (left: unknown, right: unknown) => boolean;

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** Numbers and truth values are equal to their texts, since dynamic values hold either; nothing is equal to nothing. */
export const same: Test = (left, right) =>
  !isNothing(left) && !isNothing(right) && textOf(left) === textOf(right);

export const sameText: Test = (left, right) => textOf(left).toLowerCase() === textOf(right).toLowerCase();

const lower =
  (test: (left: string, right: string) => boolean): Test =>
  (left, right) =>
    test(textOf(left).toLowerCase(), textOf(right).toLowerCase());

/** Whether a text stands in another one as whole words: no letter and no digit is next to it. */
function holdsTerm(left: string, right: string): boolean {
  for (let at = left.indexOf(right); at >= 0; at = left.indexOf(right, at + 1)) {
    const around = [left[at - 1], left[at + right.length]];
    if (around.every((one) => one === undefined || !/[a-z0-9]/.test(one))) return true;
  }
  return false;
}

/** Two that are nothing are neither equal nor different. */
const EQUALITY: Readonly<Record<string, Test>> = {
  "==": same,
  "!=": (left, right) => !same(left, right) && !(isNothing(left) && isNothing(right)),
};

const ORDER: Readonly<Record<string, Test>> = {
  "<": (left, right) => difference(left, right) < 0,
  "<=": (left, right) => difference(left, right) <= 0,
  ">": (left, right) => difference(left, right) > 0,
  ">=": (left, right) => difference(left, right) >= 0,
};

const TEXTS: Readonly<Record<string, Test>> = {
  "=~": sameText,
  contains: lower((left, right) => left.includes(right)),
  contains_cs: (left, right) => textOf(left).includes(textOf(right)),
  startswith: lower((left, right) => left.startsWith(right)),
  endswith: lower((left, right) => left.endsWith(right)),
  has: lower(holdsTerm),
};

/** Not a number, and so none of less, equal and more, for what is no number. */
const difference = (left: unknown, right: unknown): number =>
  typeof left === "number" && typeof right === "number" ? left - right : Number.NaN;

/** @throws KqlError for two types that are never equal */
export function checkComparable({ type: left }: Compiled, { type: right }: Compiled): void {
  if (left === right || left === "dynamic" || right === "dynamic") return;
  if (!isNumeric(left) || !isNumeric(right)) throw notComparable(left, right);
}

/** @throws KqlError for types that have no order: Kusto has none for texts */
function checkOrdered({ type: left }: Compiled, { type: right }: Compiled): void {
  const fits = [left, right].every((type) => isNumeric(type) || type === "dynamic");
  if (!fits) throw notComparable(left, right);
}

const notComparable = (left: ColumnType, right: ColumnType): KqlError =>
  new KqlError(`Cannot compare values of types ${left} and ${right}. Try adding explicit casts.`);

/** @returns undefined for a sign that compares nothing. @throws KqlError for types that cannot be compared */
export function compileComparison(sign: string, left: Compiled, right: Compiled): Compiled | undefined {
  const comparison = (test: Test): Compiled => ({
    type: "boolean",
    value: (row) => test(left.value(row), right.value(row)),
  });
  if (Object.hasOwn(EQUALITY, sign)) {
    checkComparable(left, right);
    return comparison(EQUALITY[sign]!);
  }
  if (Object.hasOwn(ORDER, sign)) {
    checkOrdered(left, right);
    return comparison(ORDER[sign]!);
  }
  const negated = sign === "!~" ? "=~" : sign.startsWith("!") ? sign.slice(1) : undefined;
  const test = TEXTS[negated ?? sign];
  if (test === undefined) return undefined;
  return comparison(negated === undefined ? test : (one, other) => !test(one, other));
}
