import type { PceStore } from "../pce-store";
import { validate } from "../schema";
import { knownAddresses } from "./known-addresses";
import { type Flow, matchingFlow } from "./match-flow";
import { type TrafficQuery, trafficQuerySchema } from "./traffic-query";

/** A flow that a query found, with how often and when it was seen in the queried time. */
export interface FoundFlow extends Flow {
  readonly connections: number;
  readonly firstDetected: number;
  readonly lastDetected: number;
}

export interface StoredQuery {
  readonly href: string;
  readonly query: TrafficQuery;
  readonly flows: readonly FoundFlow[];
  readonly createdAt: string;
  /** In the machine's own time. */
  readonly doneAt: number;
  readonly fails: boolean;
  /** Set once draft rules were asked for. */
  rulesUpdated?: boolean;
}

const KEPT = 50;
const queries = new WeakMap<PceStore, Map<string, StoredQuery>>();

/** The newest 50 Explorer queries of a store, by href. */
export function queriesOf(store: PceStore): Map<string, StoredQuery> {
  const known = queries.get(store) ?? new Map<string, StoredQuery>();
  queries.set(store, known);
  return known;
}

/** Runs a query: what is uploaded and which workload has which address counts as it is now. @throws PceError 406 */
export function startQuery(store: PceStore, body: unknown, fails: boolean): StoredQuery {
  validate(trafficQuerySchema, body);
  const query = body as TrafficQuery;
  const flows = [...findFlows(store, query)];
  const stored: StoredQuery = {
    href: `${store.orgHref}/traffic_flows/async_queries/${store.newCallUuid()}`,
    query,
    flows,
    createdAt: store.timestamp(),
    doneAt: performance.now() + 20 + flows.length / 1000,
    fails,
  };
  const all = queriesOf(store);
  all.set(stored.href, stored);
  for (const href of all.keys()) {
    if (all.size <= KEPT) break;
    all.delete(href);
  }
  return stored;
}

/** Flows that fit, in order of their first upload. Uploaded flows have the policy decision `unknown`. */
function* findFlows(store: PceStore, query: TrafficQuery): Generator<FoundFlow> {
  const matches = matchingFlow(store, query);
  const known = knownAddresses(store);
  const start = query.start_date === undefined ? 0 : Date.parse(query.start_date);
  const end = query.end_date === undefined ? Number.POSITIVE_INFINITY : Date.parse(query.end_date);
  const decisions = query.policy_decisions;
  if (decisions.length > 0 && !decisions.includes("unknown")) return;
  let left = query.max_results;
  for (const row of store.traffic.rows) {
    if (left === 0) return;
    const times = row.times.filter((time) => time >= start && time <= end);
    if (times.length === 0) continue;
    const flow = {
      source: { address: row.source, workload: known.get(row.source) },
      destination: { address: row.destination, workload: known.get(row.destination) },
      port: row.port,
      protocol: row.protocol,
    };
    if (!matches(flow)) continue;
    left -= 1;
    yield { ...flow, connections: times.length, firstDetected: times[0]!, lastDetected: times.at(-1)! };
  }
}
