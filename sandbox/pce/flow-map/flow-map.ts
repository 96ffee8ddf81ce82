import type { FlowMap, FlowMapGroup, FlowMapService } from "illumio-iac-flow-map";
import { knownAddresses } from "../explorer/known-addresses";
import type { LabelRow } from "../label-rows";
import type { PceStore } from "../pce-store";
import type { WorkloadRow } from "../workloads/workload-row";

interface Group extends FlowMapGroup {
  readonly id: string;
  readonly seen: Set<string>;
}

const ORDER: Readonly<Record<string, number>> = { label: 0, unlabelled: 1, unknown: 2 };

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
    (a, b) => ORDER[a.kind]! - ORDER[b.kind]! || a.name.localeCompare(b.name, "en"),
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
