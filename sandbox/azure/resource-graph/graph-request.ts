import { createHash } from "node:crypto";
import { CloudError } from "../../cloud/cloud-error";
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

/** @throws CloudError for what the service refuses, and for what the sandbox does not simulate */
export function readGraphRequest(body: unknown): GraphRequest {
  const {
    query,
    subscriptions,
    options = {},
    facets,
    managementGroups,
  } = (body ?? {}) as Record<string, unknown>;
  if (typeof query !== "string" || query.trim() === "") {
    throw new CloudError("BadRequest", 'The query is missing: send {"query": "…"}.');
  }
  if (facets !== undefined || managementGroups !== undefined) {
    throw new CloudError(
      "BadRequest",
      "The sandbox does not simulate facets and management groups of Resource Graph.",
    );
  }
  const ids = subscriptions as readonly string[] | undefined;
  if (ids !== undefined && !(Array.isArray(ids) && ids.every((id) => typeof id === "string"))) {
    throw new CloudError("BadRequest", "subscriptions must be a list of subscription ids.");
  }
  const { $top, $skip, $skipToken, resultFormat = "table" } = (options ?? {}) as Record<string, unknown>;
  const top = $top === undefined ? DEFAULT_ROWS : Number($top);
  if (!Number.isInteger(top) || top < 1 || top > MOST_ROWS) {
    throw new CloudError("BadRequest", `$top must be between 1 and ${MOST_ROWS}, got ${String($top)}.`);
  }
  if (resultFormat !== "table" && resultFormat !== "objectArray") {
    throw new CloudError(
      "BadRequest",
      `resultFormat must be table or objectArray, got ${String(resultFormat)}.`,
    );
  }
  const skip =
    $skipToken === undefined || $skipToken === "" ? Number($skip ?? 0) : skipOf(String($skipToken), query);
  return { query, subscriptions: ids && ids.length > 0 ? ids : undefined, top, skip, format: resultFormat };
}

/**
 * One page of a result. Where `id` is not in the projection, or the query has a `limit`, a result that does not fit is cut
 * and there is no token to go on with.
 */
export function answerOf({ query, top, skip, format }: GraphRequest, { columns, rows }: Table): object {
  const isPaged = columns.has("id") && !/\|\s*(limit|take|top|count)\b/i.test(query);
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
  throw new CloudError("BadRequest", `The $skipToken '${token}' is not one of this query.`);
}

function digestOf(query: string): string {
  return createHash("sha256").update(query).digest("hex").slice(0, 16);
}
