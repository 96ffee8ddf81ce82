import { Checks, required, wholeNumber } from "../../core/checks";
import { IllumioIacError } from "../../core/errors";
import { refuseSettings } from "../settings/refuse-settings";
import type { Reference } from "./objects";
import { linkedHref, type PceApi } from "./pce-api";
import { pointInTime } from "./point-in-time";
import { type Expected, object, optional, reference, text } from "./shapes";
import type { TrafficEnd, TrafficFlow, TrafficQuery } from "./traffic-types";
import { waitForJob } from "./wait-for-job";

/** Most rows of one query, by the PCE's limit. */
const MOST_ROWS = 200_000;
const DECISIONS = ["allowed", "potentially_blocked", "blocked", "unknown"];

/** Runs an Explorer query; see `PceClient.queryTraffic`. */
export async function queryTraffic(api: PceApi, query: TrafficQuery): Promise<TrafficFlow[]> {
  const path = api.org("traffic_flows/async_queries");
  const json = requestBody(query);
  // A second query of the same content only costs the PCE some work.
  const { href } = await api.object<Reference>({ method: "POST", path, json, repeatable: true }, QUERY);
  const made = linkedHref(api.redact(href), `POST ${path}`);
  const download = await waitForJob(api, `traffic query ${made}`, async () => {
    const state = await api.object<QueryState>({ method: "GET", path: made }, STATE);
    return downloadOf(api, made, state);
  });
  const { rows } = await api.array<TrafficFlow>({ method: "GET", path: download, slow: true }, FLOW);
  if (query.max_results === undefined && rows.length >= MOST_ROWS) {
    throw new IllumioIacError(
      `traffic query ${made} returned ${rows.length} rows, the most there can be, so it was probably cut. Ask for a shorter time or fewer ends, or set max_results to accept a part`,
    );
  }
  return rows;
}

interface QueryState {
  readonly status: string;
  readonly result?: unknown;
}

const QUERY: Expected = { what: "a traffic query", shape: reference };
const STATE: Expected = { what: "a traffic query", shape: object({ status: text }) };
const END = object({ ip: optional(text) });
const FLOW: Expected = { what: "flows", shape: object({ src: END, dst: END }) };

function downloadOf(api: PceApi, href: string, { status, result }: QueryState): string | undefined {
  if (status === "completed")
    return typeof result === "string" ? linkedHref(api.redact(result), `GET ${href}`) : `${href}/download`;
  if (status === "failed" || status.startsWith("cancel")) {
    throw new IllumioIacError(api.redact(`PCE ended traffic query ${href} with status '${status}'`));
  }
  return undefined;
}

function requestBody(query: TrafficQuery): unknown {
  const checks = Checks.start();
  const { max_results = MOST_ROWS } = query;
  checks.at("max_results").read(max_results, required(wholeNumber(1, MOST_ROWS)));
  const start_date = checks.at("start_date").read(query.start_date, required(pointInTime()));
  const end_date = checks.at("end_date").read(query.end_date, required(pointInTime()));
  refuseSettings("traffic query", checks);
  const end = ({ include = [], exclude = [] }: TrafficEnd = {}) => ({ include, exclude });
  const { include = [], exclude = [] } = query.services ?? {};
  return {
    query_name: query.query_name ?? "",
    start_date,
    end_date,
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
