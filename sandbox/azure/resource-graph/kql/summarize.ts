import { AGGREGATES } from "./aggregates";
import type { Compiled } from "./compiled";
import { compile } from "./evaluate";
import { nameOfExpression } from "./expression";
import { KqlError } from "./kql-error";
import type { NamedExpression } from "./operators";
import { valuesOf } from "./projection";
import { keyOf } from "./row-key";
import { keyFrom } from "./sort";
import { type ColumnType, freeName, type Row, type Table } from "./table";

/** One row for each group of rows with equal keys; one for all where there are no keys. */
export function summarize(
  { columns, rows }: Table,
  aggregates: readonly NamedExpression[],
  by: readonly NamedExpression[],
): Table {
  const shown = new Map<string, ColumnType>();
  const keys = by.map(({ name, expression }, index) => {
    const key = keyFrom(expression, columns, "summarize");
    const own = name ?? `Column${index + 1}`;
    shown.set(own, key.type);
    return [own, key] as const;
  });
  const results = aggregates.map((one) => {
    const { calculate, type, own } = aggregate(one, columns, shown);
    shown.set(own, type);
    return [own, calculate] as const;
  });
  const groups = new Map<string, Row[]>(by.length === 0 ? [["", []]] : []);
  for (const row of rows) {
    const key = by.length === 0 ? "" : keyOf(keys.map(([, { value }]) => value(row)));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return {
    columns: shown,
    rows: [...groups.values()].map((group) => ({
      ...(group[0] ? valuesOf(keys, group[0]) : {}),
      ...Object.fromEntries(results.map(([name, calculate]) => [name, calculate(group)])),
    })),
  };
}

function aggregate(
  { name, expression }: NamedExpression,
  columns: Table["columns"],
  taken: ReadonlyMap<string, unknown>,
) {
  const found =
    expression.kind === "call" && Object.hasOwn(AGGREGATES, expression.name)
      ? AGGREGATES[expression.name]
      : undefined;
  if (found === undefined || expression.kind !== "call") {
    throw new KqlError(
      "summarize: only aggregates that the sandbox knows are supported: " +
        `${Object.keys(AGGREGATES).join(", ")}.`,
    );
  }
  if (expression.parameters.length !== found.takes) {
    throw new KqlError(
      `${expression.name}(): function expects ${found.takes} argument(s), got ${expression.parameters.length}.`,
    );
  }
  const [parameter] = expression.parameters;
  const of: Compiled = parameter ? compile(parameter, columns) : { type: "long", value: () => null };
  const { takesTypes, takesOnly } = found;
  if (takesTypes && !takesTypes.includes(of.type))
    throw new KqlError(`${expression.name}(): the argument must be ${takesOnly}, got ${of.type}.`);
  const ofName = parameter === undefined ? "" : (nameOfExpression(parameter) ?? "");
  return {
    type: found.type ?? of.type,
    own: name ?? freeName(taken, `${found.prefix}${ofName}`),
    calculate: (rows: readonly Row[]) => found.run(rows, of),
  };
}
