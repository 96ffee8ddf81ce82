import { readExpression } from "./expression";
import { KqlError } from "./kql-error";
import type { JoinKey, Operator, Query } from "./operators";
import { readColumns, readExpansion, readNames, readOrders, readSummary } from "./read-operators";
import { TokenReader } from "./token-reader";

const JOINS = ["inner", "innerunique", "leftouter", "fullouter"];
/** What a query is of that names no table. */
const DEFAULT_TABLE = "resources";

/** Operators by their names, which are in lower case only. */
const OPERATORS: Readonly<Record<string, (reader: TokenReader) => Operator>> = {
  where: (reader) => ({ kind: "where", test: readExpression(reader) }),
  filter: (reader) => ({ kind: "where", test: readExpression(reader) }),
  extend: (reader) => ({ kind: "extend", columns: readColumns(reader) }),
  project: (reader) => ({ kind: "project", columns: readColumns(reader) }),
  distinct: (reader) => ({ kind: "distinct", columns: readColumns(reader) }),
  "project-away": (reader) => ({ kind: "project-away", names: readNames(reader) }),
  "mv-expand": readExpansion,
  mvexpand: readExpansion,
  join: readJoin,
  union: readUnion,
  order: readOrder,
  sort: readOrder,
  limit: (reader) => ({ kind: "take", count: reader.count(), orders: [] }),
  take: (reader) => ({ kind: "take", count: reader.count(), orders: [] }),
  top: readTop,
  count: () => ({ kind: "count" }),
  summarize: readSummary,
};

/**
 * Reads a query of the Kusto Query Language, as far as the sandbox understands it.
 *
 * @throws KqlError for everything else
 */
export function readQuery(text: string): Query {
  const reader = new TokenReader(text);
  const query = readPipeline(reader);
  if (reader.next.kind !== "end") throw reader.unexpected("'|' or the end of the query");
  return query;
}

/** It begins with a table, with `union`, or with an operator on the default table. */
function readPipeline(reader: TokenReader): Query {
  const isOperator = Object.hasOwn(OPERATORS, reader.next.text);
  const table = reader.is("union") ? "" : isOperator ? DEFAULT_TABLE : reader.name();
  const operators = isOperator ? [readOperator(reader)] : [];
  while (reader.takeIf("|")) operators.push(readOperator(reader));
  return { table, operators };
}

function readOperator(reader: TokenReader): Operator {
  const name = reader.name();
  if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name]!(reader);
  throw new KqlError(`The operator '${name}' is not supported by the sandbox.`, "DisallowedOperation");
}

function readUnion(reader: TokenReader): Operator {
  return { kind: "union", others: readSources(reader) };
}

function readOrder(reader: TokenReader): Operator {
  reader.expect("by");
  return { kind: "order", orders: readOrders(reader) };
}

function readTop(reader: TokenReader): Operator {
  const count = reader.count();
  reader.expect("by");
  return { kind: "take", count, orders: readOrders(reader) };
}

function readJoin(reader: TokenReader): Operator {
  let how = "innerunique";
  if (reader.takeIf("kind")) {
    reader.expect("=");
    how = reader.name();
  }
  if (!JOINS.includes(how)) {
    throw new KqlError(`The join kind "${how}" is not supported or not allowed.`, "UnsupportedJoinFlavor");
  }
  const [other] = readSources(reader);
  reader.expect("on");
  const keys: JoinKey[] = [];
  do keys.push(readKey(reader));
  while (reader.takeIf(","));
  return { kind: "join", how, other: other!, keys };
}

function readKey(reader: TokenReader): JoinKey {
  if (!reader.takeIf("$left")) {
    const name = reader.name();
    return { left: name, right: name };
  }
  reader.expect(".");
  const left = reader.name();
  reader.expect("==");
  reader.expect("$right");
  reader.expect(".");
  return { left, right: reader.name() };
}

/** Tables, or queries in parentheses. */
function readSources(reader: TokenReader): Query[] {
  const sources: Query[] = [];
  do {
    if (reader.takeIf("(")) {
      sources.push(readPipeline(reader));
      reader.expect(")");
    } else sources.push({ table: reader.name(), operators: [] });
  } while (reader.takeIf(","));
  return sources;
}
