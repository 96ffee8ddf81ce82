/**
 * What makes a group: workloads with a `label`, workloads without one (`unlabelled`), addresses that no workload has
 * (`unknown`); addresses of a `network` or of a `host` that a list names; the `rest`, which are too small to be drawn.
 */
export type FlowMapGroupKind = "label" | "unlabelled" | "unknown" | "network" | "host" | "rest";

export interface FlowMapGroup {
  /** A label value, a network or a name; for the other kinds, a description. */
  readonly name: string;
  readonly kind: FlowMapGroupKind;
  /** How many workloads, or addresses where there is no workload. */
  readonly members: number;
}

export interface FlowMapService {
  /** IANA number. */
  readonly protocol: number;
  readonly port: number;
  /** How often such flows were seen. */
  readonly connections: number;
}

export interface FlowMapEdge {
  /** Index into the groups. */
  readonly from: number;
  readonly to: number;
  /** The busiest first. */
  readonly services: readonly FlowMapService[];
  /** Number of further services that are too small to be named. @default 0 */
  readonly otherServices?: number;
  readonly connections: number;
}

export interface FlowMap {
  /** Key of the label type, or a description of what else makes the groups. */
  readonly by: string;
  /** Every group that has traffic. */
  readonly groups: readonly FlowMapGroup[];
  /** The busiest first. */
  readonly edges: readonly FlowMapEdge[];
}

const protocols: Readonly<Record<number, string>> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  58: "icmpv6",
  132: "sctp",
};

/** `443/tcp`; a protocol without ports is written alone. */
export function serviceName({ protocol, port }: Pick<FlowMapService, "protocol" | "port">): string {
  const name = protocols[protocol] ?? `protocol ${protocol}`;
  return port === 0 ? name : `${port}/${name}`;
}
