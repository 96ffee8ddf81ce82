import { isIP } from "node:net";
import { type Check, closed, flag, integer, list, oneOf, reference, text } from "../schema";
import type { Reference } from "../table";

/** One condition on an end of a flow. Exactly one property is set. */
export interface Actor {
  readonly label?: Reference;
  readonly label_group?: Reference;
  readonly workload?: Reference;
  readonly ip_list?: Reference;
  readonly ip_address?: string | { readonly value: string };
  readonly fqdn?: string;
  readonly actors?: string;
  readonly transmission?: string;
}

export interface ServiceCondition {
  readonly port?: number;
  readonly to_port?: number;
  readonly proto?: number;
  readonly process_name?: string;
  readonly windows_service_name?: string;
}

export interface TrafficQuery {
  readonly query_name: string;
  readonly start_date?: string;
  readonly end_date?: string;
  readonly sources: { readonly include: readonly (readonly Actor[])[]; readonly exclude: readonly Actor[] };
  readonly destinations: TrafficQuery["sources"];
  readonly services: {
    readonly include: readonly ServiceCondition[];
    readonly exclude: readonly ServiceCondition[];
  };
  readonly policy_decisions: readonly string[];
  readonly sources_destinations_query_op?: "and" | "or";
  readonly max_results: number;
}

const point: Check = (value, path) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value))
    ? []
    : [`The property '${path}' value ${JSON.stringify(value)} is not a date`];

const plainAddress: Check = (value, path) =>
  isIP(String(value)) === 0 ? [`The property '${path}' is not an IP address`] : [];

/** A plain text; illumioapi sends an object, which some releases take and 25.2.40 refuses. */
const address: Check = (value, path) =>
  typeof value === "string"
    ? plainAddress(value, path)
    : closed({ value: plainAddress }, ["value"])(value, path);

const end = {
  label: reference,
  label_group: reference,
  workload: reference,
  ip_list: reference,
  ip_address: address,
  actors: oneOf("ams"),
  cloud_resource: reference,
  data_center: reference,
};

const one = (properties: Readonly<Record<string, Check>>): Check => {
  const check = closed(properties);
  return (value, path) => {
    const problems = check(value, path);
    if (problems.length > 0) return problems;
    return Object.keys(value as object).length === 1
      ? []
      : [`The property '${path}' must name exactly one thing`];
  };
};

const ends = (include: Check, exclude: Check): Check =>
  closed({ include: list(list(include)), exclude: list(exclude) }, ["include", "exclude"]);

const service = closed({
  port: integer(0, 65535),
  to_port: integer(0, 65535),
  proto: integer(-1, 255),
  process_name: text(),
  windows_service_name: text(),
});

const dataSources = list(oneOf("server", "endpoint", "flowlink", "scanner"));
const destination = { ...end, fqdn: text() };

const check = closed(
  {
    query_name: text(),
    start_date: point,
    end_date: point,
    sources: ends(one(end), one(end)),
    destinations: ends(
      one(destination),
      one({ ...destination, transmission: oneOf("unicast", "broadcast", "multicast") }),
    ),
    services: closed({ include: list(service), exclude: list(service) }, ["include", "exclude"]),
    policy_decisions: list(oneOf("allowed", "potentially_blocked", "blocked", "unknown")),
    boundary_decisions: list(oneOf("blocked", "blocked_by_override_deny", "blocked_non_illumio_rule")),
    max_results: integer(0, 200_000),
    sources_destinations_query_op: oneOf("and", "or"),
    exclude_workloads_from_ip_list_query: flag,
    data_sources: closed({ include: dataSources, exclude: dataSources }),
  },
  ["query_name", "sources", "destinations", "services", "policy_decisions", "max_results"],
);

export const trafficQuerySchema = { name: "traffic_flows_async_queries_post", check };
