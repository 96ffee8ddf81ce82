import { ipv6Text } from "../../addresses/ipv6";
import type { LineWriter } from "./line-writer";
import { TupleTable } from "./tuple-table";

/** Marks the protocol of an IPv6 flow: its addresses are indexes into the table of IPv6 addresses. */
export const IPV6 = 256;

/** What is noted of a connection: records went from its first end to its second, or the other way. */
export const SEEN_FORWARD = 1;
export const SEEN_BACKWARD = 2;

/**
 * Connections as numbers, without an object for each: a pair of address and port with its protocol, whichever way its
 * records went. About 40 bytes a connection.
 */
export class Connections {
  /** By connection: SEEN_FORWARD, SEEN_BACKWARD and what the owner notes in the bits above. */
  marks: Uint8Array;
  /** By connection: records that do not show who opened it. */
  records: Uint32Array;
  private readonly tuples: TupleTable;
  private readonly ipv6 = new TupleTable(16);

  /** @param capacity connections it takes before it grows; a power of two */
  constructor(capacity = 256) {
    this.marks = new Uint8Array(capacity);
    this.records = new Uint32Array(capacity);
    this.tuples = new TupleTable(capacity);
  }

  get size(): number {
    return this.tuples.size;
  }

  /** Four numbers for each connection: first address, second address, ports (first in the upper half), protocol. */
  get keys(): Int32Array {
    return this.tuples.keys;
  }

  /**
   * Finds or adds the connection of a record.
   *
   * @param protocol IANA number, plus `IPV6` when the addresses are indexes of `addIpv6`
   * @returns twice its number, plus 1 when the record goes from the second end to the first
   */
  add(
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: number,
  ): number {
    const backward = source === destination ? sourcePort > destinationPort : source >>> 0 > destination >>> 0;
    const index = backward
      ? this.tuples.insert(destination, source, (destinationPort << 16) | sourcePort, protocol)
      : this.tuples.insert(source, destination, (sourcePort << 16) | destinationPort, protocol);
    if (index >= this.marks.length) this.widen();
    this.marks[index]! |= backward ? SEEN_BACKWARD : SEEN_FORWARD;
    return (index << 1) | (backward ? 1 : 0);
  }

  /** Number that stands for an IPv6 address here. */
  addIpv6(groups: Uint16Array): number {
    return this.ipv6.insert(
      (groups[0]! << 16) | groups[1]!,
      (groups[2]! << 16) | groups[3]!,
      (groups[4]! << 16) | groups[5]!,
      (groups[6]! << 16) | groups[7]!,
    );
  }

  addressText(address: number, protocol: number): string {
    if ((protocol & IPV6) === 0)
      return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
    const words = this.ipv6.keys.subarray(address * 4, address * 4 + 4);
    return ipv6Text(Array.from(words).flatMap((word) => [word >>> 16, word & 0xffff]));
  }

  /** Text of each IPv6 address, by the number that stands for it. */
  ipv6Texts(): readonly string[] {
    return Array.from({ length: this.ipv6.size }, (_, address) => this.addressText(address, IPV6));
  }

  writeAddress(writer: LineWriter, address: number, protocol: number): void {
    if ((protocol & IPV6) === 0) writer.ipv4(address);
    else writer.text(this.addressText(address, protocol));
  }

  /** Forgets everything and keeps the memory. */
  clear(): void {
    this.marks.fill(0, 0, this.size);
    this.records.fill(0, 0, this.size);
    this.tuples.clear();
    this.ipv6.clear();
  }

  private widen(): void {
    const marks = new Uint8Array(this.marks.length * 2);
    marks.set(this.marks);
    this.marks = marks;
    const records = new Uint32Array(marks.length);
    records.set(this.records);
    this.records = records;
  }
}
