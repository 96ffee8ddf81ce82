import type { LineWriter } from "./line-writer";
import { radixSort } from "./radix-sort";
import type { TextOrder } from "./text-order";

/** The order of addresses, ports and protocols by their text. */
export interface FlowOrder {
  /** @param address as it was added */
  rank(address: number): number;
  write(rank: number, writer: LineWriter): void;
  readonly ports: TextOrder;
  readonly protocols: TextOrder;
}

/** Flows of one address family as numbers, 12 bytes each, then as lines in the order of their text. */
export class FlowList {
  /** Flows, each once after `sort`. */
  size = 0;
  private clients: Uint32Array = new Uint32Array(1024);
  private servers: Uint32Array = new Uint32Array(1024);
  /** Port in the upper bits, protocol in the lower eight. */
  private services: Uint32Array = new Uint32Array(1024);
  private order: Uint32Array = new Uint32Array(0);

  add(client: number, server: number, port: number, protocol: number): void {
    if (this.size === this.clients.length) {
      this.clients = widened(this.clients);
      this.servers = widened(this.servers);
      this.services = widened(this.services);
    }
    this.clients[this.size] = client;
    this.servers[this.size] = server;
    this.services[this.size++] = (port << 8) | protocol;
  }

  /** Puts them in order, each once; nothing is added afterwards. @returns how many there are */
  sort(order: FlowOrder): number {
    const { clients, servers, services, size } = this;
    const { ports, protocols } = order;
    for (let place = 0; place < size; place++) {
      clients[place] = order.rank(clients[place]!);
      servers[place] = order.rank(servers[place]!);
      const service = services[place]!;
      services[place] = (ports.ranks[service >>> 8]! << 8) | protocols.ranks[service & 255]!;
    }
    const sorted = radixSort([clients, servers, services], size);
    let count = 0;
    for (const place of sorted) {
      const last = sorted[count - 1]!;
      if (
        count === 0 ||
        clients[place] !== clients[last] ||
        servers[place] !== servers[last] ||
        services[place] !== services[last]
      )
        sorted[count++] = place;
    }
    this.order = sorted.subarray(0, count);
    this.size = count;
    return count;
  }

  /** Writes the line of a place in the order. */
  write(at: number, order: FlowOrder, writer: LineWriter): void {
    const place = this.order[at]!;
    const service = this.services[place]!;
    order.write(this.clients[place]!, writer);
    order.write(this.servers[place]!, writer);
    writer.number(order.ports.numbers[service >>> 8]!);
    writer.number(order.protocols.numbers[service & 255]!);
    writer.endLine();
  }
}

function widened(column: Uint32Array): Uint32Array {
  const wider = new Uint32Array(column.length * 2);
  wider.set(column);
  return wider;
}
