import type { LabelRow } from "../collections/labels";
import { knownAddresses } from "../explorer/known-addresses";
import type { PceStore } from "../pce-store";
import type { WorkloadRow } from "../workloads/workload-row";

export interface FlowMapGroup {
  /** A label value; for the groups without one, what they are. */
  readonly name: string;
  /** `unlabelled`: workloads without a label of this type. `unknown`: addresses that no workload has. */
  readonly kind: "label" | "unlabelled" | "unknown";
  /** How many workloads, or addresses for `unknown`. */
  readonly members: number;
}

export interface FlowMapService {
  /** IANA number. */
  readonly protocol: number;
  readonly port: number;
  /** How often flows were uploaded. */
  readonly connections: number;
}

export interface FlowMapEdge {
  /** Index into the groups. */
  readonly from: number;
  readonly to: number;
  /** The busiest first. */
  readonly services: readonly FlowMapService[];
  readonly connections: number;
}

export interface FlowMap {
  /** Key of the label type. */
  readonly by: string;
  /** Every group that has traffic, labels by name, then workloads without one, then unknown addresses. */
  readonly groups: readonly FlowMapGroup[];
  /** The busiest first. */
  readonly edges: readonly FlowMapEdge[];
}

interface Group extends FlowMapGroup {
  readonly id: string;
  readonly seen: Set<string>;
}

const order = { label: 0, unlabelled: 1, unknown: 2 };

/** Which label talks to which, over everything uploaded so far, with workloads and labels as they are now. */
export function flowMap(store: PceStore, by = "role"): FlowMap {
  const known = knownAddresses(store);
  const groups = new Map<string, Group>();
  const groupOf = (address: string): Group => {
    const workload = known.get(address);
    const { id, name, kind } = describe(store, workload, by);
    const group = groups.get(id) ?? { id, name, kind, members: 0, seen: new Set<string>() };
    groups.set(id, group);
    group.seen.add(workload?.href ?? address);
    return group;
  };

  const edges = new Map<string, { from: Group; to: Group; services: Map<string, FlowMapService> }>();
  for (const { source, destination, port, protocol, times } of store.traffic.rows) {
    const [from, to] = [groupOf(source), groupOf(destination)];
    const key = `${from.id}\n${to.id}`;
    const edge = edges.get(key) ?? { from, to, services: new Map<string, FlowMapService>() };
    edges.set(key, edge);
    const connections = (edge.services.get(`${port}/${protocol}`)?.connections ?? 0) + times.length;
    edge.services.set(`${port}/${protocol}`, { protocol, port, connections });
  }

  const sorted = [...groups.values()].sort(
    (a, b) => order[a.kind] - order[b.kind] || a.name.localeCompare(b.name, "en"),
  );
  return {
    by,
    groups: sorted.map(({ name, kind, seen }) => ({ name, kind, members: seen.size })),
    edges: [...edges.values()]
      .map(({ from, to, services }) => ({
        from: sorted.indexOf(from),
        to: sorted.indexOf(to),
        services: [...services.values()].sort((a, b) => b.connections - a.connections || a.port - b.port),
        connections: [...services.values()].reduce((sum, { connections }) => sum + connections, 0),
      }))
      .sort((a, b) => b.connections - a.connections || a.from - b.from || a.to - b.to),
  };
}

function describe(
  store: PceStore,
  workload: WorkloadRow | undefined,
  by: string,
): Pick<Group, "id" | "name" | "kind"> {
  if (workload === undefined) return { id: "unknown", name: "other addresses", kind: "unknown" };
  const labels = store.table<LabelRow>("labels");
  const label = workload.labels.map((href) => labels.get(href)!).find(({ key }) => key === by);
  if (label === undefined) return { id: "unlabelled", name: `no ${by} label`, kind: "unlabelled" };
  return { id: label.href, name: label.value, kind: "label" };
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
