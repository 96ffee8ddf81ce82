import type { Reference } from "./objects";

/** One condition on an end of a flow. `ip_address` is a plain address. */
export type TrafficActor =
  | { readonly label: Reference }
  | { readonly label_group: Reference }
  | { readonly workload: Reference }
  | { readonly ip_list: Reference }
  | { readonly ip_address: string }
  | { readonly fqdn: string }
  | { readonly actors: "ams" }
  | { readonly transmission: "unicast" | "broadcast" | "multicast" };

export interface TrafficEnd {
  /** The inner lists are AND, the outer one is OR. @default everything */
  readonly include?: readonly (readonly TrafficActor[])[];
  /** `transmission` is allowed on destinations only. @default nothing */
  readonly exclude?: readonly TrafficActor[];
}

export interface TrafficService {
  readonly port?: number;
  readonly to_port?: number;
  /** IANA number. */
  readonly proto?: number;
  readonly process_name?: string;
  readonly windows_service_name?: string;
}

export type PolicyDecision = "allowed" | "potentially_blocked" | "blocked" | "unknown";

export interface TrafficQuery {
  readonly query_name?: string;
  /** Date and time; a date alone is refused. */
  readonly start_date: Date | string;
  readonly end_date: Date | string;
  readonly sources?: TrafficEnd;
  readonly destinations?: TrafficEnd;
  readonly services?: {
    readonly include?: readonly TrafficService[];
    readonly exclude?: readonly TrafficService[];
  };
  /** @default all four; uploaded flows are `unknown` */
  readonly policy_decisions?: readonly PolicyDecision[];
  readonly sources_destinations_query_op?: "and" | "or";
  /** Rows, at most 200,000 (100,000 on older PCEs). Without it, a result that was cut is an error. */
  readonly max_results?: number;
}

export interface TrafficPeer {
  readonly ip: string;
  readonly workload?: Reference & {
    readonly hostname?: string;
    readonly name?: string;
    readonly managed?: boolean;
    readonly labels?: readonly (Reference & { readonly key?: string; readonly value?: string })[];
  };
  readonly ip_lists?: readonly (Reference & { readonly name?: string })[];
  readonly fqdn?: string;
}

/** One row of an Explorer query. */
export interface TrafficFlow {
  readonly src: TrafficPeer;
  readonly dst: TrafficPeer;
  readonly service: { readonly port?: number; readonly proto: number; readonly process_name?: string };
  readonly num_connections: number;
  readonly policy_decision?: PolicyDecision;
  readonly flow_direction?: "inbound" | "outbound";
  readonly transmission?: string;
  readonly timestamp_range?: { readonly first_detected: string; readonly last_detected: string };
  readonly state?: string;
}
