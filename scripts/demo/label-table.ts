import type { TrafficFlow } from "../../clients/pce";

export interface LabelEdge {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  /** Flows between different pairs of addresses. */
  readonly flows: number;
}

const PROTOCOLS: Record<number, string> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };

/** Which label talks to which on which port; most flows first. */
export function labelEdges(flows: readonly TrafficFlow[], key: string): LabelEdge[] {
  const edges = new Map<string, LabelEdge>();
  for (const { src, dst, service } of flows) {
    const [from, to] = [labelOf(src, key), labelOf(dst, key)];
    const protocol = PROTOCOLS[service.proto] ?? String(service.proto);
    const port = service.port ? `${service.port}/${protocol}` : protocol;
    const name = JSON.stringify([from, to, port]);
    edges.set(name, { from, to, port, flows: (edges.get(name)?.flows ?? 0) + 1 });
  }
  return [...edges.values()].sort(
    (a, b) => b.flows - a.flows || a.from.localeCompare(b.from) || a.to.localeCompare(b.to),
  );
}

function labelOf(end: TrafficFlow["src"], key: string): string {
  return end.workload?.labels?.find((label) => label.key === key)?.value ?? "(no label)";
}

/** As the flow logs' truth has it: `client,server,port,protocol`. */
export function flowLines(flows: readonly TrafficFlow[]): string[] {
  return flows.map(({ src, dst, service }) => `${src.ip},${dst.ip},${service.port ?? 0},${service.proto}`);
}
