import { type NotExpressible, NotExpressibleReason, type PortRange } from "./answer";
import type { ServiceFact, ServicePortFact, VirtualServiceFact } from "./facts";
import { EVERY_PROTOCOL } from "./port-ranges";

/** Why something grants nothing, before it is known of which rule. */
export type Problem = Omit<NotExpressible, "rule">;

/** The ports of a service. */
export interface ServicePorts {
  readonly ports: readonly PortRange[];
  /** Ports on which only a part of the traffic is meant, which a firewall cannot tell from the rest. */
  readonly narrowed: readonly { readonly ports: readonly PortRange[]; readonly problem: Problem }[];
}

const LAST_PORT = 65_535;

export function servicePorts(service: ServiceFact): ServicePorts {
  const { href, name, process_name: process, service_ports: plain, windows_services: windows } = service;
  const title = `the service ${name ? `'${name}'` : href}`;
  const entries = [...(plain ?? []), ...(windows ?? [])];
  if (entries.length === 0 && process) entries.push({ proto: EVERY_PROTOCOL });
  const egress = (service.windows_egress_services ?? []).length > 0;
  return portsOfEntries(
    entries,
    title,
    process ? `is for the process ${process}` : egress ? "is for processes of the consumer" : undefined,
  );
}

/** The ports of entries in a rule or a virtual service. */
export function inlinePorts(entries: readonly ServicePortFact[], title: string): ServicePorts {
  return portsOfEntries(entries, title, undefined);
}

/** A service that is not known may be for any port. */
export function missingService(href: string): ServicePorts {
  const problem = { reason: NotExpressibleReason.MissingObject, what: `the service ${href}` };
  return { ports: [], narrowed: [{ ports: inlinePorts([{}], "").ports, problem }] };
}

/** @param narrowing of all entries, if any */
function portsOfEntries(
  entries: readonly ServicePortFact[],
  title: string,
  narrowing: string | undefined,
): ServicePorts {
  const ports: PortRange[] = [];
  const narrowed: ServicePorts["narrowed"][number][] = [];
  for (const entry of entries) {
    const range = rangeOf(entry);
    const problem = problemOf(entry, title, narrowing);
    if (problem === undefined) ports.push(range);
    else narrowed.push({ ports: [range], problem });
  }
  return { ports, narrowed };
}

function rangeOf({ proto, port, to_port: toPort }: ServicePortFact): PortRange {
  const protocol = proto ?? EVERY_PROTOCOL;
  if (typeof port !== "number" || port < 0) return { protocol, first: 0, last: LAST_PORT };
  return { protocol, first: port, last: typeof toPort === "number" && toPort > 0 ? toPort : port };
}

function problemOf(
  entry: ServicePortFact,
  title: string,
  narrowing: string | undefined,
): Problem | undefined {
  if (narrowing !== undefined) return { reason: NotExpressibleReason.Process, what: `${title} ${narrowing}` };
  const process = entry.process_name || entry.service_name || entry.windows_service_name;
  if (process)
    return { reason: NotExpressibleReason.Process, what: `${title} is for the process ${process}` };
  if (typeof entry.icmp_type === "number")
    return {
      reason: NotExpressibleReason.IcmpType,
      what: `${title} is for ICMP messages of type ${entry.icmp_type}`,
    };
  return undefined;
}

/** A port of a virtual service that is another one on one of its workloads. */
export interface PortOverride {
  readonly port: number;
  readonly proto: number;
  readonly new_port: number;
  readonly new_to_port?: number | null;
}

/** The ports of a virtual service on a workload that is bound with these overrides. */
export function overriddenPorts(
  { ports, narrowed }: ServicePorts,
  overrides: readonly PortOverride[],
): ServicePorts {
  if (overrides.length === 0) return { ports, narrowed };
  const replaced = (range: PortRange): PortRange => {
    const found = overrides.find(({ port, proto }) => port === range.first && proto === range.protocol);
    if (found === undefined) return range;
    return {
      protocol: range.protocol,
      first: found.new_port,
      last: typeof found.new_to_port === "number" ? found.new_to_port : found.new_port,
    };
  };
  return {
    ports: ports.map(replaced),
    narrowed: narrowed.map((one) => ({ ...one, ports: one.ports.map(replaced) })),
  };
}

export function virtualServiceTitle({ name, href }: VirtualServiceFact): string {
  return `the virtual service ${name ? `'${name}'` : href}`;
}
