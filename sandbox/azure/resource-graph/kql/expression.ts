import type { TokenReader } from "./token-reader";
import { unquoted } from "./tokens";

/** A scalar expression, read. */
export type Expression =
  | { readonly kind: "value"; readonly value: string | number | boolean; readonly isReal?: boolean }
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "member"; readonly of: Expression; readonly key: string | number }
  | { readonly kind: "call"; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: "binary"; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "in";
      readonly sign: string;
      readonly left: Expression;
      readonly list: readonly Expression[];
    };

const COMPARISONS = [
  "==",
  "!=",
  "=~",
  "!~",
  "<",
  "<=",
  ">",
  ">=",
  "contains",
  "!contains",
  "contains_cs",
  "!contains_cs",
  "startswith",
  "!startswith",
  "endswith",
  "!endswith",
  "has",
  "!has",
];
const LISTS = ["in", "in~", "!in", "!in~"];
const LITERALS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** @throws KqlError when no expression comes */
export function readExpression(reader: TokenReader): Expression {
  return readBinary(reader, 0);
}

/** Loosest first. */
const LEVELS: readonly (readonly string[])[] = [["or"], ["and"], COMPARISONS, ["+", "-"], ["*", "/", "%"]];

function readBinary(reader: TokenReader, level: number): Expression {
  const signs = LEVELS[level];
  if (signs === undefined) return readPostfix(reader);
  let left = readBinary(reader, level + 1);
  for (;;) {
    if (level === 2 && reader.is(...LISTS)) {
      const sign = reader.take().text;
      left = { kind: "in", sign, left, list: readList(reader) };
    } else if (reader.is(...signs)) {
      const sign = reader.take().text;
      left = { kind: "binary", sign, left, right: readBinary(reader, level + 1) };
    } else return left;
  }
}

function readList(reader: TokenReader): Expression[] {
  reader.expect("(");
  const all: Expression[] = [];
  while (!reader.is(")")) {
    all.push(readExpression(reader));
    if (!reader.takeIf(",")) break;
  }
  reader.expect(")");
  return all;
}

function readPostfix(reader: TokenReader): Expression {
  let found = readPrimary(reader);
  for (;;) {
    if (reader.takeIf(".") && !reader.is("[")) found = { kind: "member", of: found, key: reader.name() };
    else if (reader.takeIf("[")) {
      const { kind, text } = reader.next;
      if (kind !== "text" && kind !== "number") throw reader.unexpected("a text or a number");
      reader.take();
      reader.expect("]");
      found = { kind: "member", of: found, key: kind === "text" ? unquoted(text) : Number(text) };
    } else return found;
  }
}

function readPrimary(reader: TokenReader): Expression {
  if (reader.takeIf("(")) {
    const inner = readExpression(reader);
    reader.expect(")");
    return inner;
  }
  if (reader.takeIf("[")) {
    const { kind, text } = reader.next;
    if (kind !== "text") throw reader.unexpected("the name of a column as a text");
    reader.take();
    reader.expect("]");
    return { kind: "column", name: unquoted(text) };
  }
  if (reader.takeIf("-")) {
    const zero: Expression = { kind: "value", value: 0 };
    return { kind: "binary", sign: "-", left: zero, right: readPostfix(reader) };
  }
  const { kind, text } = reader.next;
  if (kind === "text" || kind === "number") {
    reader.take();
    if (kind === "text") return { kind: "value", value: unquoted(text) };
    return { kind: "value", value: Number(text), isReal: text.includes(".") };
  }
  if (kind !== "name") throw reader.unexpected("an expression");
  reader.take();
  if (reader.is("(")) return { kind: "call", name: text, parameters: readList(reader) };
  return Object.hasOwn(LITERALS, text)
    ? { kind: "value", value: LITERALS[text]! }
    : { kind: "column", name: text };
}

/** Functions that keep the name of what they convert. UNCONFIRMED for others than `tostring`. */
const CONVERSIONS = ["tostring", "tolong", "toint", "tobool"];

/** The name that a column has when none is given. */
export function nameOfExpression(expression: Expression): string | undefined {
  if (expression.kind === "column") return expression.name;
  if (expression.kind === "call" && CONVERSIONS.includes(expression.name))
    return expression.parameters[0] && nameOfExpression(expression.parameters[0]);
  if (expression.kind !== "member") return undefined;
  const of = nameOfExpression(expression.of);
  return of === undefined ? undefined : `${of}_${expression.key}`;
}
