import type { Answer, Call } from "../answer";
import type { Instance } from "../data/instance";
import { selectRecords } from "../query/select-records";
import { renderOptions, renderRecord } from "./render-record";

/** What one answer holds at most, whatever was asked for. */
const CAP = 10_000;

/**
 * `GET /api/now/table/<table>`. UNCONFIRMED: that a limit or offset that is no number counts as not given, and that a
 * limit above the cap is lowered to it.
 */
export function listRecords(instance: Instance, table: string, call: Call): Answer {
  const { query, origin, path } = call;
  const found = selectRecords(instance, table, query.get("sysparm_query") ?? "");
  const limit = Math.min(wholeNumber(query.get("sysparm_limit"), CAP), CAP);
  const offset = wholeNumber(query.get("sysparm_offset"), 0);
  const options = renderOptions(query, origin);
  const result = found
    .slice(offset, offset + limit)
    .map((record) => renderRecord(instance, table, record, options));
  const pages = linksOf(`${origin}${path}`, query, { limit, offset, total: found.length });
  const headers = {
    ...(query.get("sysparm_no_count") === "true" ? {} : { "X-Total-Count": String(found.length) }),
    ...(pages === "" || query.get("sysparm_suppress_pagination_header") === "true" ? {} : { Link: pages }),
  };
  return { status: 200, headers, json: { result } };
}

/** `GET /api/now/stats/<table>`: how many records a query finds. */
export function countRecords(instance: Instance, table: string, { query }: Call): Answer {
  const found = selectRecords(instance, table, query.get("sysparm_query") ?? "");
  const stats = query.get("sysparm_count") === "true" ? { count: String(found.length) } : {};
  return { status: 200, json: { result: { stats } } };
}

const wholeNumber = (text: string | null, otherwise: number): number =>
  text !== null && /^\d+$/.test(text) ? Number(text) : otherwise;

/** The header `Link`; empty where everything fits one page. */
function linksOf(
  url: string,
  query: URLSearchParams,
  { limit, offset, total }: { limit: number; offset: number; total: number },
): string {
  if (limit === 0 || (offset === 0 && total <= limit)) return "";
  const link = (rel: string, start: number): string => {
    const parameters = new URLSearchParams(query);
    parameters.set("sysparm_limit", String(limit));
    parameters.set("sysparm_offset", String(start));
    return `<${url}?${parameters}>;rel="${rel}"`;
  };
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  return [
    link("first", 0),
    ...(offset > 0 ? [link("prev", Math.max(0, offset - limit))] : []),
    ...(offset + limit < total ? [link("next", offset + limit)] : []),
    link("last", last),
  ].join(",");
}
