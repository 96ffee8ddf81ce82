import { ipv6Text } from "../addresses/ipv6";
import {
  type DirectionRule,
  EXPECTED_SKIPS,
  type FlowLogStats,
  type SkipReason,
  UNREADABLE,
} from "./flow-log-stats";
import { REJECTED_MARK } from "./flow-message";
import { FlowMessageWriter } from "./flow-message-writer";
import { TupleTable } from "./tuple-table";

export interface FlowTableOptions {
  /** Also reads records of traffic that was rejected. @default false */
  readonly includeRejected?: boolean;
}

/** What a record says of its direction: nothing, its source is the client, or its source is the server. */
export const NO_EVIDENCE = 0;
export const SOURCE_IS_CLIENT = 1;
export const SOURCE_IS_SERVER = 2;

const SEEN_FORWARD = 1;
const SEEN_BACKWARD = 2;
const FIRST_IS_CLIENT = 4;
const SECOND_IS_CLIENT = 8;
/** Some record with the opening was accepted. */
const OPENED = 16;

/** Marks the protocol of an IPv6 flow: its addresses are indexes into the table of IPv6 addresses. */
export const IPV6 = 256;

/**
 * Connections of one delivery or one file, added up without an object per record.
 *
 * A connection is a pair of address and port with its protocol, whichever way a record went, so that both directions,
 * every interface on the way and every time window fall together. Flows are told by the first two rules only: the
 * record's own TCP flags, or another record of a flow they decided. The rest is carried, because only the whole batch
 * that is uploaded may guess.
 */
export class FlowTable {
  readonly includeRejected: boolean;
  /** Counted by the readers. */
  records = 0;
  bytes = 0;
  private readonly skips = new Map<SkipReason, number>();
  private readonly samples = new Map<SkipReason, string>();
  private readonly connections = new TupleTable(4096);
  private states = new Uint8Array(4096);
  private unflagged = new Uint32Array(4096);
  private byFlags = 0;
  /** Decided flows, and after how many records that was. */
  private flows = new TupleTable(1);
  /** By flow: 1 when it was accepted, so that its server is one. */
  private opened = new Uint8Array(0);
  private flowsOf = 0;
  private readonly ipv6 = new TupleTable(16);

  constructor(options: FlowTableOptions = {}) {
    this.includeRejected = options.includeRejected ?? false;
  }

  /**
   * One record's flow.
   *
   * @param protocol IANA number, plus `IPV6` when the addresses are indexes of `addIpv6`
   * @param rejected the record's traffic was rejected: its opening is a flow and shows no server
   */
  add(
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: number,
    evidence: number,
    rejected = false,
  ): void {
    const backward = source === destination ? sourcePort > destinationPort : source >>> 0 > destination >>> 0;
    const index = backward
      ? this.connections.insert(destination, source, (destinationPort << 16) | sourcePort, protocol)
      : this.connections.insert(source, destination, (sourcePort << 16) | destinationPort, protocol);
    if (index >= this.states.length) this.widen();
    let state = backward ? SEEN_BACKWARD : SEEN_FORWARD;
    if (evidence === NO_EVIDENCE) this.unflagged[index]!++;
    else {
      this.byFlags++;
      state |= (evidence === SOURCE_IS_CLIENT) !== backward ? FIRST_IS_CLIENT : SECOND_IS_CLIENT;
      if (!rejected) state |= OPENED;
    }
    this.states[index]! |= state;
  }

  /** Index that stands for an IPv6 address in this table. */
  addIpv6(groups: Uint16Array): number {
    return this.ipv6.insert(
      (groups[0]! << 16) | groups[1]!,
      (groups[2]! << 16) | groups[3]!,
      (groups[4]! << 16) | groups[5]!,
      (groups[6]! << 16) | groups[7]!,
    );
  }

  /** Counts a record that became no flow. @param sample the record, where it could not be read */
  skip(reason: SkipReason, sample?: string): void {
    this.skips.set(reason, (this.skips.get(reason) ?? 0) + 1);
    if (sample !== undefined && !this.samples.has(reason)) this.samples.set(reason, sample.slice(0, 200));
  }

  hasSample(reason: SkipReason): boolean {
    return this.samples.has(reason);
  }

  get stats(): FlowLogStats {
    const decided = this.decidedFlows();
    let paired = 0;
    let carried = 0;
    for (let index = 0; index < this.connections.size; index++) {
      if (this.isDecided(index, decided)) paired += this.unflagged[index]!;
      else carried += this.unflagged[index]!;
    }
    const decisions: Partial<Record<DirectionRule, number>> = {};
    if (this.byFlags > 0) decisions["tcp-flags"] = this.byFlags;
    if (paired > 0) decisions["paired-record"] = paired;
    const order = [...EXPECTED_SKIPS, ...UNREADABLE];
    return {
      records: this.records,
      bytes: this.bytes,
      skipped: Object.fromEntries(order.filter((r) => this.skips.has(r)).map((r) => [r, this.skips.get(r)])),
      samples: Object.fromEntries(this.samples),
      decisions,
      carried,
    };
  }

  /** The flows as queue messages, none longer than `maxBytes`. Each can be read on its own by `FlowBatch`. */
  *chunks(maxBytes: number): Generator<string, void, undefined> {
    const writer = new FlowMessageWriter(maxBytes);
    const decided = this.decidedFlows();
    for (let at = 0; at < decided.size * 4; at += 4) {
      if (writer.isFull) yield writer.take()!;
      this.writeDecided(writer, decided.keys, at, this.opened[at / 4] === 1);
    }
    for (let index = 0; index < this.connections.size; index++) {
      if (this.isDecided(index, decided)) continue;
      if (writer.isFull) yield writer.take()!;
      this.writeUndecided(writer, index);
    }
    const rest = writer.take();
    if (rest !== undefined) yield rest;
  }

  /** Forgets everything and keeps the memory. */
  clear(): void {
    this.records = 0;
    this.bytes = 0;
    this.byFlags = 0;
    this.flowsOf = 0;
    this.flows.clear();
    this.skips.clear();
    this.samples.clear();
    this.states.fill(0, 0, this.connections.size);
    this.unflagged.fill(0, 0, this.connections.size);
    this.connections.clear();
    this.ipv6.clear();
  }

  /** Flows whose opening was seen: client, server, server port, protocol. */
  private decidedFlows(): TupleTable {
    if (this.flowsOf === this.records) return this.flows;
    const flows = new TupleTable();
    const opened = new Uint8Array(this.connections.size * 2);
    const { keys } = this.connections;
    for (let index = 0; index < this.connections.size; index++) {
      const [first, second, ports, protocol] = [
        keys[index * 4]!,
        keys[index * 4 + 1]!,
        keys[index * 4 + 2]!,
        keys[index * 4 + 3]!,
      ];
      const state = this.states[index]!;
      const isOpened = (state & OPENED) === 0 ? 0 : 1;
      if (state & FIRST_IS_CLIENT) opened[flows.insert(first, second, ports & 0xffff, protocol)]! |= isOpened;
      if (state & SECOND_IS_CLIENT) opened[flows.insert(second, first, ports >>> 16, protocol)]! |= isOpened;
    }
    this.flows = flows;
    this.opened = opened;
    this.flowsOf = this.records;
    return flows;
  }

  private isDecided(index: number, decided: TupleTable): boolean {
    if (this.states[index]! & (FIRST_IS_CLIENT | SECOND_IS_CLIENT)) return true;
    const { keys } = this.connections;
    const [first, second, ports, protocol] = [
      keys[index * 4]!,
      keys[index * 4 + 1]!,
      keys[index * 4 + 2]!,
      keys[index * 4 + 3]!,
    ];
    return (
      decided.has(first, second, ports & 0xffff, protocol) ||
      decided.has(second, first, ports >>> 16, protocol)
    );
  }

  private writeDecided(writer: FlowMessageWriter, flows: Int32Array, at: number, opened: boolean): void {
    const protocol = flows[at + 3]!;
    this.writeAddress(writer, flows[at]!, protocol);
    this.writeAddress(writer, flows[at + 1]!, protocol);
    writer.number(flows[at + 2]!);
    writer.number(protocol & 255);
    if (!opened) writer.mark(REJECTED_MARK);
    writer.endLine(true);
  }

  private writeUndecided(writer: FlowMessageWriter, index: number): void {
    const { keys } = this.connections;
    const ports = keys[index * 4 + 2]!;
    const protocol = keys[index * 4 + 3]!;
    this.writeAddress(writer, keys[index * 4]!, protocol);
    writer.number(ports >>> 16);
    this.writeAddress(writer, keys[index * 4 + 1]!, protocol);
    writer.number(ports & 0xffff);
    writer.number(protocol & 255);
    writer.number(this.states[index]! & (SEEN_FORWARD | SEEN_BACKWARD));
    writer.number(this.unflagged[index]!);
    writer.endLine(false);
  }

  private writeAddress(writer: FlowMessageWriter, address: number, protocol: number): void {
    if ((protocol & IPV6) === 0) {
      writer.ipv4(address);
      return;
    }
    const words = this.ipv6.keys.subarray(address * 4, address * 4 + 4);
    writer.address(ipv6Text(Array.from(words).flatMap((word) => [word >>> 16, word & 0xffff])));
  }

  private widen(): void {
    const states = new Uint8Array(this.states.length * 2);
    states.set(this.states);
    this.states = states;
    const unflagged = new Uint32Array(states.length);
    unflagged.set(this.unflagged);
    this.unflagged = unflagged;
  }
}
