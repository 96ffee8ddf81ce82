import { type Connections, IPV6 } from "./connections";
import { FlowList, type FlowOrder } from "./flow-list";
import { LineWriter } from "./line-writer";
import { portOrder, TextOrder } from "./text-order";

/** Different flows as lines `client,server,port,protocol`, in the order of the text. */
export class FlowSet {
  private readonly ipv4 = new FlowList();
  private readonly ipv6 = new FlowList();
  private readonly protocols = new TextOrder(256);
  private readonly ipv4Order: FlowOrder = { ...this.services(), ...ipv4Order() };
  private ipv6Order: FlowOrder = this.ipv4Order;

  /** @param connections whose addresses the flows have */
  constructor(private readonly connections: Connections) {}

  /** @param protocol marked for IPv6 as in `Connections` */
  add(client: number, server: number, port: number, protocol: number): void {
    if ((protocol & IPV6) === 0) this.ipv4.add(client, server, port, protocol);
    else this.ipv6.add(client, server, port, protocol & 255);
  }

  /** Call it once, after the last flow. @returns how many different ones there are */
  sort(): number {
    const texts = this.connections.ipv6Texts();
    const ranked = Array.from(texts.keys()).sort((one, other) => (texts[one]! < texts[other]! ? -1 : 1));
    const ranks = new Uint32Array(texts.length);
    for (const [rank, address] of ranked.entries()) ranks[address] = rank;
    this.ipv6Order = {
      ...this.services(),
      rank: (address) => ranks[address]!,
      write: (rank, writer) => writer.text(texts[ranked[rank]!]!),
    };
    return this.ipv4.sort(this.ipv4Order) + this.ipv6.sort(this.ipv6Order);
  }

  *lines(): Generator<string, void, undefined> {
    for (const piece of this.pieces()) yield* textOf(piece).split("\n").slice(0, -1);
  }

  /** The lines in ASCII, in pieces of whole lines. */
  *pieces(): Generator<Uint8Array, void, undefined> {
    const writer = new LineWriter();
    for (const [family, from, to] of this.runs()) {
      const [list, order] = family === IPV6 ? [this.ipv6, this.ipv6Order] : [this.ipv4, this.ipv4Order];
      for (let at = from; at < to; at++) {
        list.write(at, order, writer);
        if (writer.length >= PIECE_IN_BYTES) yield writer.takeBytes();
      }
    }
    if (writer.length > 0) yield writer.takeBytes();
  }

  /** Runs of lines of one address family, in order; few, because addresses differ in their first four characters. */
  private *runs(): Generator<readonly [family: number, from: number, to: number], void, undefined> {
    let [ipv4, ipv6] = [0, 0];
    while (ipv6 < this.ipv6.size) {
      const ipv4End = firstAfter(ipv4, this.ipv4.size, (at) => this.ipv4Line(at) > this.ipv6Line(ipv6));
      yield [0, ipv4, ipv4End];
      const ipv6End =
        ipv4End === this.ipv4.size
          ? this.ipv6.size
          : firstAfter(ipv6, this.ipv6.size, (at) => this.ipv6Line(at) > this.ipv4Line(ipv4End));
      yield [IPV6, ipv6, ipv6End];
      [ipv4, ipv6] = [ipv4End, ipv6End];
    }
    yield [0, ipv4, this.ipv4.size];
  }

  private ipv4Line(at: number): string {
    const writer = new LineWriter();
    this.ipv4.write(at, this.ipv4Order, writer);
    return textOf(writer.takeBytes());
  }

  private ipv6Line(at: number): string {
    const writer = new LineWriter();
    this.ipv6.write(at, this.ipv6Order, writer);
    return textOf(writer.takeBytes());
  }

  private services(): Pick<FlowOrder, "ports" | "protocols"> {
    return { ports: portOrder(), protocols: this.protocols };
  }
}

/** Ranks IPv4 addresses by the ranks of their four numbers. */
function ipv4Order(): Pick<FlowOrder, "rank" | "write"> {
  const { ranks, numbers } = new TextOrder(256);
  return {
    rank: (address) =>
      ((ranks[address >>> 24]! << 24) |
        (ranks[(address >>> 16) & 255]! << 16) |
        (ranks[(address >>> 8) & 255]! << 8) |
        ranks[address & 255]!) >>>
      0,
    write: (rank, writer) =>
      writer.ipv4(
        (numbers[rank >>> 24]! << 24) |
          (numbers[(rank >>> 16) & 255]! << 16) |
          (numbers[(rank >>> 8) & 255]! << 8) |
          numbers[rank & 255]!,
      ),
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** The first number from which on something holds. */
function firstAfter(from: number, to: number, holds: (at: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const PIECE_IN_BYTES = 65_536;
