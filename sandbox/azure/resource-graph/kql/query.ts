import { type Expression, nameOfExpression, readExpression } from "./expression";
import { KqlError } from "./kql-error";
import { TokenReader } from "./token-reader";

/** An expression with the name of its column, where one is given or follows from it. */
export interface NamedExpression {
  readonly name: string | undefined;
  readonly expression: Expression;
}

export interface Order {
  readonly by: Expression;
  readonly isDescending: boolean;
  readonly nullsFirst: boolean;
}

export interface JoinKey {
  readonly left: string;
  readonly right: string;
}

/** One step of a query. */
export type Operator =
  | { readonly kind: "where"; readonly test: Expression }
  | { readonly kind: "extend" | "project" | "distinct"; readonly columns: readonly NamedExpression[] }
  | { readonly kind: "project-away"; readonly names: readonly string[] }
  | { readonly kind: "mv-expand"; readonly columns: readonly NamedExpression[]; readonly limit: number }
  | { readonly kind: "join"; readonly how: string; readonly other: Query; readonly keys: readonly JoinKey[] }
  | { readonly kind: "union"; readonly others: readonly Query[] }
  | { readonly kind: "order"; readonly orders: readonly Order[] }
  | { readonly kind: "take"; readonly count: number; readonly orders: readonly Order[] }
  | { readonly kind: "count" }
  | {
      readonly kind: "summarize";
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    };

export interface Query {
  readonly table: string;
  readonly operators: readonly Operator[];
}

const ROWS_OF_EXPANSION = 128;
const MOST_ROWS_OF_EXPANSION = 2000;
const JOINS = ["inner", "innerunique", "leftouter", "fullouter"];

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

function readPipeline(reader: TokenReader): Query {
  const table = reader.is("where", "project", "extend", "summarize") ? "resources" : reader.name();
  const operators: Operator[] = [];
  if (table.toLowerCase() === "union") {
    const others = readSources(reader);
    operators.push({ kind: "union", others });
    return { table: "", operators: [...operators, ...readOperators(reader)] };
  }
  if (table === "resources" && reader.is("where", "project", "extend", "summarize"))
    operators.push(readOperator(reader));
  return { table, operators: [...operators, ...readOperators(reader)] };
}

function readOperators(reader: TokenReader): Operator[] {
  const operators: Operator[] = [];
  while (reader.takeIf("|")) operators.push(readOperator(reader));
  return operators;
}

function readOperator(reader: TokenReader): Operator {
  const { text } = reader.next;
  const name = reader.name().toLowerCase();
  switch (name) {
    case "where":
    case "filter":
      return { kind: "where", test: readExpression(reader) };
    case "extend":
    case "project":
    case "distinct":
      return { kind: name, columns: readColumns(reader) };
    case "project-away":
      return { kind: name, names: readNames(reader) };
    case "mv-expand":
    case "mvexpand":
      return readExpansion(reader);
    case "join":
      return readJoin(reader);
    case "union":
      return { kind: "union", others: readSources(reader) };
    case "order":
    case "sort":
      reader.expect("by");
      return { kind: "order", orders: readOrders(reader) };
    case "limit":
    case "take":
      return { kind: "take", count: reader.count(), orders: [] };
    case "top": {
      const count = reader.count();
      reader.expect("by");
      return { kind: "take", count, orders: readOrders(reader) };
    }
    case "count":
      return { kind: "count" };
    case "summarize":
      return readSummary(reader);
    default:
      throw new KqlError(`The operator '${text}' is not supported by the sandbox.`, "DisallowedOperation");
  }
}

function readColumns(reader: TokenReader): NamedExpression[] {
  const columns: NamedExpression[] = [];
  do columns.push(readColumn(reader));
  while (reader.takeIf(","));
  return columns;
}

function readColumn(reader: TokenReader): NamedExpression {
  const isNamed = reader.next.kind === "name" && reader.isFollowedBy("=");
  const name = isNamed ? reader.name() : undefined;
  if (isNamed) reader.expect("=");
  const expression = readExpression(reader);
  return { name: name ?? nameOfExpression(expression), expression };
}

function readNames(reader: TokenReader): string[] {
  const names: string[] = [];
  do names.push(reader.name());
  while (reader.takeIf(","));
  return names;
}

function readExpansion(reader: TokenReader): Operator {
  const columns = readColumns(reader);
  const limit = reader.takeIf("limit") ? reader.count() : ROWS_OF_EXPANSION;
  if (limit > MOST_ROWS_OF_EXPANSION) {
    throw new KqlError(
      `mv-expand: the row limit ${limit} is more than ${MOST_ROWS_OF_EXPANSION}.`,
      "DisallowedOperation",
    );
  }
  return { kind: "mv-expand", columns, limit };
}

function readJoin(reader: TokenReader): Operator {
  let how = "innerunique";
  if (reader.takeIf("kind")) {
    reader.expect("=");
    how = reader.name().toLowerCase();
  }
  if (!JOINS.includes(how)) {
    throw new KqlError(
      `The join flavor '${how}' is not supported. Supported are: ${JOINS.join(", ")}.`,
      "DisallowedOperation",
    );
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

function readOrders(reader: TokenReader): Order[] {
  const orders: Order[] = [];
  do {
    const by = readExpression(reader);
    const isDescending = reader.takeIf("asc") ? false : reader.takeIf("desc") || true;
    const nullsFirst = reader.takeIf("nulls") ? isFirst(reader) : !isDescending;
    orders.push({ by, isDescending, nullsFirst });
  } while (reader.takeIf(","));
  return orders;
}

function isFirst(reader: TokenReader): boolean {
  if (reader.takeIf("first")) return true;
  reader.expect("last");
  return false;
}

function readSummary(reader: TokenReader): Operator {
  const aggregates = reader.is("by") ? [] : readColumns(reader);
  return { kind: "summarize", aggregates, by: reader.takeIf("by") ? readColumns(reader) : [] };
}
