import { createHash } from "node:crypto";
import { CloudError } from "../../cloud/cloud-error";
import type { Query } from "./kql/operators";
import type { Table } from "./kql/table";

/** What the body of a query asks for. */
export interface GraphRequest {
  readonly query: string;
  /** Undefined for all. */
  readonly subscriptions: readonly string[] | undefined;
  readonly top: number;
  readonly skip: number;
  readonly format: "table" | "objectArray";
}

const DEFAULT_ROWS = 100;
const MOST_ROWS = 1000;

/** Operators after which there are no further pages. */
const UNPAGED: readonly string[] = ["take", "count", "summarize"];
const MEMBERS = ["query", "subscriptions", "options", "facets", "managementGroups"];
const OPTIONS = ["$top", "$skip", "$skipToken", "resultFormat"];

/** @throws CloudError for what the service refuses, and for what the sandbox does not simulate */
export function readGraphRequest(body: unknown): GraphRequest {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const { query, subscriptions, facets, managementGroups } = given;
  const options = (given["options"] ?? {}) as Readonly<Record<string, unknown>>;
  checkNames(given, MEMBERS);
  checkNames(options, OPTIONS);
  if (typeof query !== "string" || query.trim() === "")
    throw refused('The query is missing: send {"query": "…"}.');
  if (facets !== undefined || managementGroups !== undefined)
    throw refused("The sandbox does not simulate facets and management groups of Resource Graph.");
  const ids = subscriptions as readonly string[] | undefined;
  if (ids !== undefined && !(Array.isArray(ids) && ids.every((id) => typeof id === "string")))
    throw refused("subscriptions must be a list of subscription ids.");
  const { $top = DEFAULT_ROWS, $skip = 0, $skipToken = "", resultFormat = "table" } = options;
  if (!isWhole($top) || $top < 1 || $top > MOST_ROWS)
    throw refused(`$top must be between 1 and ${MOST_ROWS}, got ${JSON.stringify($top)}.`);
  if (!isWhole($skip) || $skip < 0) throw refused(`$skip must be 0 or more, got ${JSON.stringify($skip)}.`);
  if (resultFormat !== "table" && resultFormat !== "objectArray")
    throw refused(`resultFormat must be table or objectArray, got ${JSON.stringify(resultFormat)}.`);
  return {
    query,
    subscriptions: ids && ids.length > 0 ? ids : undefined,
    top: $top,
    skip: $skipToken === "" ? $skip : skipOf(String($skipToken), query),
    format: resultFormat,
  };
}

/** @throws CloudError for what the sandbox does not know */
function checkNames(given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw refused(`The sandbox does not know '${unknown}' of a query: it knows ${known.join(", ")}.`);
}

const isWhole = (value: unknown): value is number => Number.isInteger(value);

const refused = (message: string): CloudError => new CloudError("BadRequest", message);

/**
 * One page of a result. Where `id` is not in the projection, or the query has a `limit` or a `summarize`, a result that does
 * not fit is cut and there is no token to go on with.
 */
export function answerOf(
  { query, top, skip, format }: GraphRequest,
  { operators }: Query,
  { columns, rows }: Table,
): object {
  const isPaged = columns.has("id") && !operators.some(({ kind }) => UNPAGED.includes(kind));
  const start = isPaged ? skip : 0;
  const page = rows.slice(start, start + top);
  const isMore = start + page.length < rows.length;
  const names = [...columns.keys()];
  const data =
    format === "objectArray"
      ? page.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])))
      : {
          columns: [...columns].map(([name, type]) => ({ name, type: TYPES[type] })),
          rows: page.map((row) => names.map((name) => row[name] ?? null)),
        };
  return {
    totalRecords: rows.length,
    count: page.length,
    data,
    facets: [],
    resultTruncated: isMore && !isPaged ? "true" : "false",
    ...(isMore && isPaged ? { $skipToken: tokenOf(query, start + page.length) } : {}),
  };
}

const TYPES = {
  string: "string",
  long: "integer",
  real: "number",
  boolean: "boolean",
  dynamic: "object",
} as const;

function tokenOf(query: string, skip: number): string {
  return Buffer.from(JSON.stringify({ skip, query: digestOf(query) })).toString("base64url");
}

function skipOf(token: string, query: string): number {
  try {
    const found = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as {
      skip: number;
      query: string;
    };
    if (found.query === digestOf(query)) return found.skip;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refused(`The $skipToken '${token}' is not one of this query.`);
}

function digestOf(query: string): string {
  return createHash("sha256").update(query).digest("hex").slice(0, 16);
}
