import { AGGREGATES } from "./aggregates";
import { type Compiled, compile } from "./evaluate";
import type { Expression } from "./expression";
import { textOf } from "./functions";
import { join } from "./join";
import { KqlError } from "./kql-error";
import type { NamedExpression, Operator, Order, Query } from "./query";
import { type ColumnType, freeName, type Row, type Table } from "./table";

/** How many joins and unions one query may have, together. */
const MOST_JOINS = 3;

/** Gives a table by its name, in lower case; undefined when there is none. */
export type Tables = (name: string) => Table | undefined;

/** @throws KqlError for a table, a column or a function that does not exist */
export function runQuery(query: Query, tables: Tables): Table {
  const joins = joinsOf(query);
  if (joins > MOST_JOINS) {
    throw new KqlError(
      `A query may have ${MOST_JOINS} join and union operators, got ${joins}.`,
      "DisallowedOperation",
    );
  }
  return run(query, tables);
}

function joinsOf({ operators }: Query): number {
  return operators.reduce((sum, one) => {
    if (one.kind === "join") return sum + 1 + joinsOf(one.other);
    if (one.kind === "union") return sum + one.others.reduce((more, other) => more + joinsOf(other), 1);
    return sum;
  }, 0);
}

function run(query: Query, tables: Tables): Table {
  const first = query.table === "" ? { columns: new Map(), rows: [] } : tables(query.table.toLowerCase());
  if (first === undefined) throw new KqlError(`Table ${query.table} was not found.`, "UnknownTable");
  return query.operators.reduce<Table>((table, operator) => step(table, operator, tables), first);
}

function step(table: Table, operator: Operator, tables: Tables): Table {
  const { columns, rows } = table;
  switch (operator.kind) {
    case "where": {
      const test = compile(operator.test, columns);
      if (test.type !== "boolean" && test.type !== "dynamic") {
        throw new KqlError(`where: the condition must be boolean, got ${test.type}.`);
      }
      return { columns, rows: rows.filter((row) => test.value(row) === true) };
    }
    case "extend":
      return extend(table, operator.columns);
    case "project":
      return project(table, operator.columns);
    case "distinct": {
      const shown = project(table, operator.columns);
      const keyed = new Map(
        shown.rows.map((row) => [keyOf([...shown.columns.keys()].map((name) => row[name])), row]),
      );
      return { columns: shown.columns, rows: [...keyed.values()] };
    }
    case "project-away":
      return away(table, operator.names);
    case "mv-expand":
      return operator.columns.reduce((left, column) => expand(left, column, operator.limit), table);
    case "join":
      return join(table, run(operator.other, tables), operator.how, operator.keys);
    case "union":
      return operator.others.map((other) => run(other, tables)).reduce(united, table);
    case "order":
      return sorted(table, operator.orders);
    case "take":
      return { columns, rows: sorted(table, operator.orders).rows.slice(0, operator.count) };
    case "count":
      return { columns: new Map([["Count", "long"]]), rows: [{ Count: rows.length }] };
    case "summarize":
      return summarize(table, operator.aggregates, operator.by);
  }
}

function extend({ columns, rows }: Table, given: readonly NamedExpression[]): Table {
  const known = new Map(columns);
  const added = given.map(({ name, expression }, index) => {
    const compiled = compile(expression, columns);
    const own = name ?? `Column${index + 1}`;
    known.set(own, compiled.type);
    return [own, compiled] as const;
  });
  return { columns: known, rows: rows.map((row) => ({ ...row, ...valuesOf(added, row) })) };
}

function project({ columns, rows }: Table, given: readonly NamedExpression[]): Table {
  const shown = new Map<string, ColumnType>();
  const compiled = given.map(({ name, expression }, index) => {
    const one = compile(expression, columns);
    const own = name ?? `Column${index + 1}`;
    if (shown.has(own)) throw new KqlError(`A column named '${own}' already exists in the projection.`);
    shown.set(own, one.type);
    return [own, one] as const;
  });
  return { columns: shown, rows: rows.map((row) => valuesOf(compiled, row)) };
}

function valuesOf(columns: readonly (readonly [string, Compiled])[], row: Row): Row {
  return Object.fromEntries(columns.map(([name, { value }]) => [name, value(row)]));
}

function away({ columns, rows }: Table, names: readonly string[]): Table {
  for (const name of names) compile({ kind: "column", name }, columns);
  const kept = [...columns].filter(([name]) => !names.includes(name));
  return {
    columns: new Map(kept),
    rows: rows.map((row) => Object.fromEntries(kept.map(([name]) => [name, row[name]]))),
  };
}

/** Nothing gives one row, an empty list none. */
function expand({ columns, rows }: Table, { name, expression }: NamedExpression, limit: number): Table {
  const list = compile(expression, columns);
  if (list.type !== "dynamic")
    throw new KqlError(`mv-expand: the expression must be dynamic, got ${list.type}.`);
  const own = name ?? "Column1";
  const entriesOf = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value;
    if (typeof value !== "object" || value === null) return [value ?? null];
    return Object.entries(value).map(([key, one]) => ({ [key]: one }));
  };
  return {
    columns: new Map(columns).set(own, "dynamic"),
    rows: rows.flatMap((row) =>
      entriesOf(list.value(row))
        .slice(0, limit)
        .map((entry) => ({ ...row, [own]: entry })),
    ),
  };
}

/** A column of one name and another type stands beside, with its type in its name. */
function united(left: Table, right: Table): Table {
  const columns = new Map(left.columns);
  const names = new Map<string, string>();
  for (const [name, type] of right.columns) {
    const clashes = columns.has(name) && columns.get(name) !== type;
    const own = clashes ? freeName(columns, `${name}_${type}`) : name;
    columns.set(own, type);
    names.set(name, own);
  }
  const rows = right.rows.map((row) =>
    Object.fromEntries([...names].map(([name, own]) => [own, row[name] ?? null])),
  );
  return { columns, rows: [...left.rows, ...rows] };
}

function sorted({ columns, rows }: Table, orders: readonly Order[]): Table {
  const keys = orders.map((order) => ({ ...order, ...scalar(order.by, columns, "order by") }));
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

/** What rows are sorted and grouped by must not be dynamic. */
function scalar(expression: Expression, columns: Table["columns"], operator: string): Compiled {
  const compiled = compile(expression, columns);
  if (compiled.type !== "dynamic") return compiled;
  throw new KqlError(
    `${operator}: a key is of a 'dynamic' type. Please use an explicit cast, such as tostring(), as it cannot be used as a key.`,
  );
}

function summarize(
  { columns, rows }: Table,
  aggregates: readonly NamedExpression[],
  by: readonly NamedExpression[],
): Table {
  const shown = new Map<string, ColumnType>();
  const keys = by.map(({ name, expression }, index) => {
    const key = scalar(expression, columns, "summarize");
    const own = name ?? `Column${index + 1}`;
    shown.set(own, key.type);
    return [own, key] as const;
  });
  const results = aggregates.map(({ name, expression }) => {
    const { run: calculate, type, own } = aggregate(name, expression, columns, shown);
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
  name: string | undefined,
  expression: Expression,
  columns: Table["columns"],
  taken: Map<string, unknown>,
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
  const of0 = parameter?.kind === "column" ? parameter.name : "";
  return {
    type: found.type ?? of.type,
    own: name ?? freeName(taken, `${found.prefix}${of0}`),
    run: (rows: readonly Row[]) => found.run(rows, of),
  };
}

/** One text for equal values. */
export function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => [typeof value, textOf(value)]));
}
