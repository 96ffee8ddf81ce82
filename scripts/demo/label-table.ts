import type { TrafficFlow } from "../../clients/pce";

export interface LabelEdge {
  readonly from: string;
  readonly to: string;
  /** `443/tcp`, `icmp`; those with most flows first. */
  readonly ports: readonly string[];
  /** Flows that differ in an address or in the port. */
  readonly flows: number;
}

const PROTOCOLS: Record<number, string> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };

/** Which label talks to which on which ports; most flows first. */
export function labelEdges(flows: readonly TrafficFlow[], key: string): LabelEdge[] {
  const edges = new Map<string, { from: string; to: string; ports: Map<string, number> }>();
  for (const { src, dst, service } of flows) {
    const [from, to] = [labelOf(src, key), labelOf(dst, key)];
    const protocol = PROTOCOLS[service.proto] ?? String(service.proto);
    const port = service.port ? `${service.port}/${protocol}` : protocol;
    const name = JSON.stringify([from, to]);
    const edge = edges.get(name) ?? { from, to, ports: new Map<string, number>() };
    edge.ports.set(port, (edge.ports.get(port) ?? 0) + 1);
    edges.set(name, edge);
  }
  return [...edges.values()]
    .map(({ from, to, ports }) => {
      const byFlows = [...ports].sort(([, a], [, b]) => b - a);
      const count = byFlows.reduce((sum, [, flowsOfPort]) => sum + flowsOfPort, 0);
      return { from, to, ports: byFlows.map(([port]) => port), flows: count };
    })
    .sort((a, b) => b.flows - a.flows || a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
}

function labelOf(end: TrafficFlow["src"], key: string): string {
  return end.workload?.labels?.find((label) => label.key === key)?.value ?? "(no label)";
}

/** Flows in the form of the truth: `client,server,port,protocol`. */
export function flowLines(flows: readonly TrafficFlow[]): string[] {
  return flows.map(({ src, dst, service }) => `${src.ip},${dst.ip},${service.port ?? 0},${service.proto}`);
}
