import { compile } from "./evaluate";
import { expand } from "./expand";
import { join } from "./join";
import { KqlError } from "./kql-error";
import { checkLimits } from "./limits";
import type { Operator, Query } from "./operators";
import { away, distinct, extend, project } from "./projection";
import { sorted } from "./sort";
import { summarize } from "./summarize";
import type { Table } from "./table";
import { united } from "./union";

/** Gives a table by its name, in lower case; undefined when there is none. */
export type Tables = (name: string) => Table | undefined;

/** @throws KqlError for a table, a column or a function that does not exist, and for what Resource Graph does not allow */
export function runQuery(query: Query, tables: Tables): Table {
  checkLimits(query);
  return run(query, tables);
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
    case "distinct":
      return distinct(table, operator.columns);
    case "project-away":
      return away(table, operator.names);
    case "mv-expand":
      return expand(table, operator.columns, operator.limit);
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
