import type { Compiled } from "./compiled";
import { compile } from "./evaluate";
import type { Expression } from "./expression";
import { KqlError } from "./kql-error";
import type { Order } from "./operators";
import type { Row, Table } from "./table";

/** The rows in an order. Those that it leaves equal stay as they are. */
export function sorted({ columns, rows }: Table, orders: readonly Order[]): Table {
  const keys = orders.map((order) => ({ ...order, ...keyFrom(order.by, columns, "order by") }));
  const compare = (one: Row, other: Row): number => {
    for (const { value, isDescending, nullsFirst } of keys) {
      const [left, right] = [value(one) ?? null, value(other) ?? null];
      if (left === right) continue;
      if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1;
      return (left as number) < (right as number) === isDescending ? 1 : -1;
    }
    return 0;
  };
  return { columns, rows: [...rows].sort(compare) };
}

/** What rows are sorted and grouped by. @throws KqlError for what is dynamic */
export function keyFrom(expression: Expression, columns: Table["columns"], operator: string): Compiled {
  const compiled = compile(expression, columns);
  if (compiled.type !== "dynamic") return compiled;
  throw new KqlError(
    `${operator}: a key is of a 'dynamic' type. Please use an explicit cast, such as tostring(), as it cannot be used as a key.`,
  );
}
