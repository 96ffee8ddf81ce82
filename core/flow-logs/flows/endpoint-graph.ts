import type { Connections } from "./connections";
import { TCP } from "./well-known-ports";

/**
 * Which endpoints (address, port, protocol) some connections run between.
 *
 * Each connection has two ends, numbered `2 * edge` and `2 * edge + 1`, where `edge` is its place among those given;
 * so `end ^ 1` is the other end of the same connection.
 */
export class EndpointGraph {
  /** Number of endpoints. */
  readonly size: number;
  /** By end: number of its endpoint. */
  readonly endpoints: Uint32Array;
  /** By endpoint: where its ends begin in `ends`; one more marks where the last endpoint's end. */
  readonly starts: Uint32Array;
  /** Ends, grouped by endpoint. */
  readonly ends: Uint32Array;

  constructor(
    private readonly connections: Connections,
    /** Numbers of the connections. */
    readonly edges: Uint32Array,
  ) {
    const count = edges.length * 2;
    this.endpoints = new Uint32Array(count);
    this.size = this.number(count);
    this.starts = new Uint32Array(this.size + 1);
    for (const endpoint of this.endpoints) this.starts[endpoint + 1]!++;
    for (let endpoint = 0; endpoint < this.size; endpoint++)
      this.starts[endpoint + 1]! += this.starts[endpoint]!;
    this.ends = new Uint32Array(count);
    const next = this.starts.slice(0, this.size);
    for (let end = 0; end < count; end++) this.ends[next[this.endpoints[end]!]!++] = end;
  }

  address(end: number): number {
    return this.connections.keys[this.edges[end >> 1]! * 4 + (end & 1)]!;
  }

  port(end: number): number {
    const ports = this.connections.keys[this.edges[end >> 1]! * 4 + 2]!;
    return (end & 1) === 0 ? ports >>> 16 : ports & 0xffff;
  }

  /** IANA number, marked for IPv6 as in `Connections`. */
  protocol(end: number): number {
    return this.connections.keys[this.edges[end >> 1]! * 4 + 3]!;
  }

  /**
   * Whether the ports are equal without TCP, as between two servers or two peers: each end may be client and server.
   */
  isSymmetric(end: number): boolean {
    return this.port(end) === this.port(end ^ 1) && (this.protocol(end) & 255) !== TCP;
  }

  /** Whether some record was sent from this end. */
  hasSent(end: number): boolean {
    return (this.connections.marks[this.edges[end >> 1]!]! & (1 << (end & 1))) !== 0;
  }

  /**
   * Numbers the endpoints in a hash table that holds ends, whose address and port stand in the connections; and above
   * them some bits of the hash, so that another endpoint is seldom looked up there.
   */
  private number(count: number): number {
    const { endpoints } = this;
    const width = 33 - Math.clz32(count);
    const mask = (1 << width) - 1;
    const slots = new Int32Array(1 << width);
    let size = 0;
    for (let end = 0; end < count; end++) {
      const address = this.address(end);
      const service = this.service(end);
      const hashed = hash(address, service);
      const wanted = hashed & ~mask;
      let slot = hashed & mask;
      let found = slots[slot]!;
      for (; found !== 0; found = slots[slot]!) {
        const other = (found & mask) - 1;
        if ((found & ~mask) === wanted && this.address(other) === address && this.service(other) === service)
          break;
        slot = (slot + 1) & mask;
      }
      if (found !== 0) endpoints[end] = endpoints[(found & mask) - 1]!;
      else {
        slots[slot] = wanted | (end + 1);
        endpoints[end] = size++;
      }
    }
    return size;
  }

  /** Port and protocol in one number. */
  private service(end: number): number {
    return (this.port(end) << 9) | this.protocol(end);
  }
}

function hash(address: number, service: number): number {
  let mixed = Math.imul(address, 0x9e3779b1) ^ Math.imul(service, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
