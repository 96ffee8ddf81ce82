import { nameOfExpression, readExpression } from "./expression";
import { KqlError } from "./kql-error";
import type { NamedExpression, Operator, Order } from "./operators";
import type { TokenReader } from "./token-reader";

const ROWS_OF_EXPANSION = 128;
const MOST_ROWS_OF_EXPANSION = 2000;

/** Expressions with names: `nic = tolower(id), name`. */
export function readColumns(reader: TokenReader): NamedExpression[] {
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

export function readNames(reader: TokenReader): string[] {
  const names: string[] = [];
  do names.push(reader.name());
  while (reader.takeIf(","));
  return names;
}

/** What follows `mv-expand`. */
export function readExpansion(reader: TokenReader): Operator {
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

/** Keys, downwards where nothing is said; nothing counts as the least. */
export function readOrders(reader: TokenReader): Order[] {
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

/** What follows `summarize`. */
export function readSummary(reader: TokenReader): Operator {
  const aggregates = reader.is("by") ? [] : readColumns(reader);
  return { kind: "summarize", aggregates, by: reader.takeIf("by") ? readColumns(reader) : [] };
}
