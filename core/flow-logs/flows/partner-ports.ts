import type { EndpointGraph } from "./endpoint-graph";
import { FIRST_EPHEMERAL_PORT, isServicePort, TCP } from "./well-known-ports";

/** What the partner ports of an endpoint show, see `PartnerPorts.company`. */
export const ORDINARY = 0;
export const HAS_MANY_CLIENTS = 1;
export const HAS_MANY_SERVERS = 2;

/** A server has at least this many partner ports, and this many times as many as a partner has. */
const CLEARLY_MORE = 3;
/** First of the ports below 1024 that BSD, and so NFS, uses for clients. */
const FIRST_RESERVED_PORT = 512;
/** Fewer known ports than this may be a coincidence. */
const SEVERAL_KNOWN_PORTS = 8;
/** Least share of the partner ports below the ephemeral range that shows that the partners are servers. */
const NEARLY_ALL = 7 / 8;
/** Ports in a row: at least this many, and at least this share of those between the lowest and the highest. */
const CONSECUTIVE_PORTS = 16;
const DENSITY = 0.8;

/**
 * Ports of each endpoint's partners. A client takes another port for each connection, a server does not. So an endpoint
 * with connections to many remote ports is a server, whatever numbers the ports have, unless they are ports of servers.
 */
export class PartnerPorts {
  /** By endpoint: how many different ports it has connections with. */
  readonly counts: Uint32Array;
  private readonly scratch: Uint16Array;

  constructor(private readonly graph: EndpointGraph) {
    const { starts, size } = graph;
    this.counts = new Uint32Array(size);
    let most = 0;
    for (let endpoint = 0; endpoint < size; endpoint++)
      most = Math.max(most, starts[endpoint + 1]! - starts[endpoint]!);
    this.scratch = new Uint16Array(most);
    for (let endpoint = 0; endpoint < size; endpoint++)
      this.counts[endpoint] = this.distinct(endpoint).length;
  }

  /** What the partner ports of an endpoint show: `ORDINARY`, `HAS_MANY_CLIENTS` or `HAS_MANY_SERVERS`. */
  company(endpoint: number): number {
    if (this.counts[endpoint]! < CLEARLY_MORE) return ORDINARY;
    if (this.asks(endpoint)) return HAS_MANY_SERVERS;
    return this.outnumbersPartners(endpoint) ? HAS_MANY_CLIENTS : ORDINARY;
  }

  /** Different ports of an endpoint's partners, ascending; valid until the next call. */
  private distinct(endpoint: number): Uint16Array {
    const { graph, scratch } = this;
    const { starts, ends } = graph;
    const [start, end] = [starts[endpoint]!, starts[endpoint + 1]!];
    for (let at = start; at < end; at++) scratch[at - start] = graph.port(ends[at]! ^ 1);
    const ports = scratch.subarray(0, end - start).sort();
    let count = 1;
    for (let at = 1; at < ports.length; at++) if (ports[at] !== ports[at - 1]) ports[count++] = ports[at]!;
    return ports.subarray(0, count);
  }

  /** Whether an endpoint has clearly more partner ports than most of its partners. */
  private outnumbersPartners(endpoint: number): boolean {
    const { graph, counts } = this;
    const { starts, ends, endpoints } = graph;
    let outnumbered = 0;
    for (let at = starts[endpoint]!; at < starts[endpoint + 1]!; at++)
      if (counts[endpoint]! >= CLEARLY_MORE * counts[endpoints[ends[at]! ^ 1]!]!) outnumbered++;
    return outnumbered * 2 > starts[endpoint + 1]! - starts[endpoint]!;
  }

  /** Whether the partners look like servers: those of a client that uses one port for all of them, or of a scan. */
  private asks(endpoint: number): boolean {
    return this.isNeverAsked(endpoint) || this.findsServerPorts(endpoint) || this.triesInTurn(endpoint);
  }

  /**
   * Whether no partner sends to the endpoint. Without TCP, which has no data without an answer, it is then the client.
   */
  private isNeverAsked(endpoint: number): boolean {
    const { starts, ends } = this.graph;
    if ((this.graph.protocol(ends[starts[endpoint]!]!) & 255) === TCP) return false;
    for (let at = starts[endpoint]!; at < starts[endpoint + 1]!; at++)
      if (this.graph.hasSent(ends[at]! ^ 1)) return false;
    return true;
  }

  /**
   * Whether most of the partner ports are ones that clients do not use, or nearly all lie below the ephemeral range
   * while the endpoint's own port does not. Load balancers and NAT use known ports above 1023 for clients: a few at one
   * address may belong to such a client.
   */
  private findsServerPorts(endpoint: number): boolean {
    const { graph } = this;
    const ports = this.distinct(endpoint);
    const low = ports.filter((port) => port < FIRST_RESERVED_PORT).length;
    if (low * 2 > ports.length) return true;
    const known = ports.filter((port) => port >= 1024 && isServicePort(port)).length;
    if (
      (low + known) * 2 > ports.length &&
      (ports.length >= SEVERAL_KNOWN_PORTS || !this.hasTwoPortsOfAnAddress(endpoint))
    )
      return true;
    if (graph.port(graph.ends[graph.starts[endpoint]!]!) < FIRST_EPHEMERAL_PORT) return false;
    return ports.filter((port) => port < FIRST_EPHEMERAL_PORT).length >= ports.length * NEARLY_ALL;
  }

  private hasTwoPortsOfAnAddress(endpoint: number): boolean {
    const { graph } = this;
    const ports = new Map<number, number>();
    for (let at = graph.starts[endpoint]!; at < graph.starts[endpoint + 1]!; at++) {
      const partner = graph.ends[at]! ^ 1;
      const port = graph.port(partner);
      if ((ports.get(graph.address(partner)) ?? port) !== port) return true;
      ports.set(graph.address(partner), port);
    }
    return false;
  }

  /** Whether all partner ports are at one address, below the ephemeral range and nearly without gaps, as in a scan. */
  private triesInTurn(endpoint: number): boolean {
    const { graph } = this;
    const { starts, ends } = graph;
    const ports = this.distinct(endpoint);
    const [lowest, highest] = [ports[0]!, ports.at(-1)!];
    if (ports.length < CONSECUTIVE_PORTS || highest >= FIRST_EPHEMERAL_PORT) return false;
    if (ports.length < (highest - lowest + 1) * DENSITY) return false;
    const address = graph.address(ends[starts[endpoint]!]! ^ 1);
    for (let at = starts[endpoint]!; at < starts[endpoint + 1]!; at++)
      if (graph.address(ends[at]! ^ 1) !== address) return false;
    return true;
  }
}
