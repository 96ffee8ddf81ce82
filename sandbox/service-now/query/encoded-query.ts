/** Longest first, where one starts another. */
const OPERATORS = [
  "INSTANCEOF",
  "STARTSWITH",
  "ENDSWITH",
  "ISNOTEMPTY",
  "ISEMPTY",
  "DOES NOT CONTAIN",
  "CONTAINS",
  "NOT LIKE",
  "NOT IN",
  "LIKE",
  "IN",
  "!=",
  ">=",
  "<=",
  "=",
  ">",
  "<",
] as const;

export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  /** Also a field of what a field refers to: `manufacturer.name`. */
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

export interface Order {
  readonly field: string;
  readonly descending: boolean;
}

export interface EncodedQuery {
  /** One of them must be met, of each every group, of each group one condition. */
  readonly alternatives: readonly (readonly (readonly Condition[])[])[];
  readonly order: readonly Order[];
  /** Parts that are no condition. */
  readonly unreadable: readonly string[];
}

const CONDITION = new RegExp(`^([a-z][a-z0-9_.]*)(${OPERATORS.join("|")})(.*)$`, "s");
const CARET = "\0";

/**
 * Reads a `sysparm_query`: conditions joined by `^` (and), `^OR` (binds to the condition before it) and `^NQ` (or, between
 * whole queries), with `ORDERBY` and `ORDERBYDESC` among them; `^^` is a `^` in a value.
 *
 * UNCONFIRMED: what other operators there are, and that one that is unknown counts like an unknown field.
 */
export function parseEncodedQuery(text: string): EncodedQuery {
  const alternatives: Condition[][][] = [[]];
  const order: Order[] = [];
  const unreadable: string[] = [];
  const add = (part: string, isOr: boolean): void => {
    const condition = parseCondition(part);
    const groups = alternatives.at(-1)!;
    if (condition === undefined) unreadable.push(part);
    else if (isOr && groups.length > 0) groups.at(-1)!.push(condition);
    else groups.push([condition]);
  };
  for (const part of text.replaceAll("^^", CARET).split("^")) {
    const [, direction, field] = /^ORDERBY(DESC)?(.*)$/s.exec(part) ?? [];
    if (part === "" || part === "EQ" || part === "NQ") continue;
    if (field !== undefined) order.push({ field, descending: direction !== undefined });
    else if (part.startsWith("NQ")) {
      alternatives.push([]);
      add(part.slice(2), false);
    } else if (part.startsWith("OR")) add(part.slice(2), true);
    else add(part, false);
  }
  return { alternatives, order, unreadable };
}

function parseCondition(part: string): Condition | undefined {
  const [, field, operator, value = ""] = CONDITION.exec(part) ?? [];
  if (field === undefined) return undefined;
  return { field, operator: operator as Operator, value: value.replaceAll(CARET, "^") };
}
