import type { PceStore } from "../pce-store";
import { renderLabels } from "../workloads/render-workload";
import { type End, transmissionTo } from "./match-flow";
import type { FoundFlow } from "./traffic-queries";

/** A row of a downloaded query. */
export function renderFlow(store: PceStore, flow: FoundFlow): object {
  return {
    src: renderEnd(store, flow.source),
    dst: renderEnd(store, flow.destination),
    service: { port: flow.port, proto: flow.protocol },
    num_connections: flow.connections,
    policy_decision: "unknown",
    boundary_decision: "unknown",
    draft_policy_decision: "unknown",
    flow_direction: "inbound",
    transmission: transmissionTo(flow.destination.address),
    timestamp_range: {
      first_detected: new Date(flow.firstDetected).toISOString(),
      last_detected: new Date(flow.lastDetected).toISOString(),
    },
    state: "snapshot",
    dst_bi: 0,
    dst_bo: 0,
    network: { href: `${store.orgHref}/networks/f5a0c4e2-6d0b-4a6e-9a8e-3b8f0a2d7c11`, name: "Corporate" },
    caps: [],
  };
}

function renderEnd(store: PceStore, { address, workload }: End): object {
  if (workload === undefined) return { ip: address, ip_lists: [] };
  const { href, hostname, name, labels, ven, enforcement_mode } = workload;
  return {
    ip: address,
    ip_lists: [],
    workload: {
      href,
      hostname,
      name,
      os_type: "linux",
      labels: renderLabels(store, labels),
      managed: ven !== null,
      enforcement_mode,
    },
  };
}

const columns = [
  "Source IP",
  "Source Hostname",
  "Destination IP",
  "Destination Hostname",
  "Port",
  "Protocol",
  "Num Flows",
  "Reported Policy Decision",
  "First Detected",
  "Last Detected",
];

/** The download for a client that does not ask for JSON. */
export function renderCsv(flows: Iterable<FoundFlow>): string {
  const lines = [columns.join(",")];
  for (const { source, destination, port, protocol, connections, firstDetected, lastDetected } of flows) {
    const cells = [
      source.address,
      source.workload?.hostname ?? "",
      destination.address,
      destination.workload?.hostname ?? "",
      port,
      protocol,
      connections,
      "unknown",
      new Date(firstDetected).toISOString(),
      new Date(lastDetected).toISOString(),
    ];
    lines.push(cells.map((cell) => quoted(String(cell))).join(","));
  }
  return `${lines.join("\n")}\n`;
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
