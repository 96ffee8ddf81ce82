import { KqlError } from "./kql-error";
import type { Query } from "./operators";

/** How many joins and unions one query may have, together. */
const MOST_JOINS = 3;
/** How many `mv-expand` one query may have. */
const MOST_EXPANSIONS = 3;
/** The only tables that may be united with each other. */
const UNITED = new Set(["resources", "resourcecontainers"]);

/**
 * What Resource Graph refuses of queries that Kusto itself takes.
 *
 * @throws KqlError `DisallowedOperation`
 * @see Understanding the Azure Resource Graph query language, "Supported tabular/top level operators"
 */
export function checkLimits(query: Query): void {
  const all = queriesIn(query);
  const count = (...kinds: readonly string[]): number =>
    all.flatMap(({ operators }) => operators).filter(({ kind }) => kinds.includes(kind)).length;
  const joins = count("join", "union");
  if (joins > MOST_JOINS)
    throw disallowed(`A query may have ${MOST_JOINS} join and union operators, got ${joins}.`);
  const expansions = count("mv-expand");
  if (expansions > MOST_EXPANSIONS)
    throw disallowed(`A query may have ${MOST_EXPANSIONS} mv-expand operators, got ${expansions}.`);
  for (const one of all) checkUnions(one);
}

/** The query and those inside of it. */
function queriesIn(query: Query): Query[] {
  const inner = query.operators.flatMap((one) =>
    one.kind === "join" ? [one.other] : one.kind === "union" ? one.others : [],
  );
  return [query, ...inner.flatMap(queriesIn)];
}

function checkUnions(query: Query): void {
  if (!query.operators.some(({ kind }) => kind === "union")) return;
  const tables = [...new Set(unitedIn(query))];
  if (tables.length <= 1 || tables.every((table) => UNITED.has(table))) return;
  throw disallowed(
    `union: only one table, or ${[...UNITED].join(" and ")}, may be united, got ${tables.join(", ")}.`,
  );
}

/** The tables whose rows a query unites. */
function unitedIn({ table, operators }: Query): string[] {
  const others = operators.flatMap((one) => (one.kind === "union" ? one.others : []));
  return [...(table === "" ? [] : [table.toLowerCase()]), ...others.flatMap(unitedIn)];
}

const disallowed = (message: string): KqlError => new KqlError(message, "DisallowedOperation");
