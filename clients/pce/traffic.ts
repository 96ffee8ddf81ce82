import { ConfigurationError, IllumioIacError } from "../../core/errors";
import type { PceApi } from "./pce-api";
import { pointInTime } from "./point-in-time";
import type { TrafficEnd, TrafficFlow, TrafficQuery } from "./traffic-types";
import { waitForJob } from "./wait-for-job";

/** PCE limit of a query. */
const MOST_ROWS = 200_000;
const DECISIONS = ["allowed", "potentially_blocked", "blocked", "unknown"];

/** Runs an Explorer query; see `PceClient.queryTraffic`. */
export async function queryTraffic(api: PceApi, query: TrafficQuery): Promise<TrafficFlow[]> {
  const path = api.org("traffic_flows/async_queries");
  const json = requestBody(query);
  // A second query of the same content only costs the PCE some work.
  const { href } = await api.object<{ href?: string }>({ method: "POST", path, json, repeatable: true });
  if (href === undefined) throw new IllumioIacError(`PCE answered POST ${path} without an href`);
  const download = await waitForJob(api, `traffic query ${href}`, async () => {
    const state = await api.object<QueryState>({ method: "GET", path: href });
    return downloadOf(href, state);
  });
  const { rows } = await api.array<TrafficFlow>({ method: "GET", path: download, slow: true });
  if (query.max_results === undefined && rows.length >= MOST_ROWS) {
    throw new IllumioIacError(
      `traffic query ${href} returned ${rows.length} rows, the most there can be, so it was probably cut. Ask for a shorter time or fewer ends, or set max_results to accept a part`,
    );
  }
  return rows;
}

interface QueryState {
  readonly status?: string;
  readonly result?: string | null;
}

function downloadOf(href: string, { status, result }: QueryState): string | undefined {
  if (status === "completed") return typeof result === "string" ? result : `${href}/download`;
  if (status === "failed" || status?.startsWith("cancel")) {
    throw new IllumioIacError(`PCE ended traffic query ${href} with status '${status}'`);
  }
  return undefined;
}

function requestBody(query: TrafficQuery): unknown {
  const { max_results = MOST_ROWS } = query;
  if (!Number.isInteger(max_results) || max_results < 1 || max_results > MOST_ROWS) {
    throw new ConfigurationError(
      "max_results",
      `must be a whole number from 1 to ${MOST_ROWS}, got ${max_results}`,
    );
  }
  const end = ({ include = [], exclude = [] }: TrafficEnd = {}) => ({ include, exclude });
  const { include = [], exclude = [] } = query.services ?? {};
  return {
    query_name: query.query_name ?? "",
    start_date: pointInTime("start_date", query.start_date),
    end_date: pointInTime("end_date", query.end_date),
    sources: end(query.sources),
    destinations: end(query.destinations),
    services: { include, exclude },
    policy_decisions: query.policy_decisions ?? DECISIONS,
    max_results,
    ...(query.sources_destinations_query_op === undefined
      ? {}
      : { sources_destinations_query_op: query.sources_destinations_query_op }),
  };
}
