import { Connections } from "./connections";
import { type DecidedFlows, decideFlows } from "./decided-flows";
import { type DeliveredFlows, deliveredFlows } from "./delivered-flows";
import type { DecideOptions } from "./direction-evidence";
import type { DirectionRule, FlowLogStats } from "./flow-log-stats";
import type { FlowSources } from "./flow-sources";
import { tableMessages } from "./messages/table-messages";
import { FIRST_IS_CLIENT, OPENED, SECOND_IS_CLIENT, SettledFlows } from "./settled-flows";
import { bySkipReason, type SkipReason } from "./skip-reason";
import { StatedFlows } from "./stated-flows";

export interface FlowTableOptions {
  /** Also reads records of traffic that was rejected. @default false */
  readonly includeRejected?: boolean;
  /** Notes which sources brought each flow that records state, by its place in `delivered().decided`. */
  readonly sources?: FlowSources;
}

/**
 * What a record says about the direction of its connection: nothing, its source is the client, or its source is the
 * server. TCP flags of the opening show it, or, with `STATED` added, the record says so in words.
 */
export const NO_EVIDENCE = 0;
export const SOURCE_IS_CLIENT = 1;
export const SOURCE_IS_SERVER = 2;
export const STATED = 4;

/**
 * Flows of one delivery or one file, added up without an object per record, whichever cloud wrote the records.
 *
 * All records of a connection are combined: both directions, every interface on the way and every time window. The
 * direction of a flow is decided here only by what a record itself shows or states, and by another record of a flow
 * decided like that. The rest is left to the batch, because only the whole batch that is uploaded may guess; `decide`
 * is for a table that is such a batch.
 */
export class FlowTable {
  /** For readers: whether rejected traffic is to be added or skipped. */
  readonly includeRejected: boolean;
  /** Counted by the readers. */
  records = 0;
  bytes = 0;
  private readonly skips = new Map<SkipReason, number>();
  private readonly states = new Map<string, number>();
  private readonly samples = new Map<string, string>();
  private readonly connections = new Connections(4096);
  private readonly stated: StatedFlows;
  private byFlags = 0;
  private settled: SettledFlows | undefined;

  constructor(options: FlowTableOptions = {}) {
    this.includeRejected = options.includeRejected ?? false;
    this.stated = new StatedFlows(options.sources);
  }

  /**
   * One record's flow.
   *
   * @param protocol IANA number, plus `IPV6` when the addresses are indexes of `addIpv6`
   * @param evidence `NO_EVIDENCE`, or which end the source is
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
    if ((evidence & STATED) !== 0) {
      if ((evidence & SOURCE_IS_CLIENT) !== 0)
        this.addStated(source, destination, destinationPort, protocol, rejected);
      else this.addStated(destination, source, sourcePort, protocol, rejected);
      return;
    }
    const { connections } = this;
    const found = connections.add(source, destination, sourcePort, destinationPort, protocol);
    const index = found >>> 1;
    this.settled = undefined;
    if (evidence === NO_EVIDENCE) {
      connections.records[index]!++;
      return;
    }
    this.byFlags++;
    const firstIsClient = ((evidence & SOURCE_IS_CLIENT) !== 0) === ((found & 1) === 0);
    connections.marks[index]! |=
      (firstIsClient ? FIRST_IS_CLIENT : SECOND_IS_CLIENT) | (rejected ? 0 : OPENED);
  }

  /**
   * The flow of a record that names its client: the same as `add` with `STATED`.
   *
   * @param port of the server
   * @param protocol as in `add`
   */
  addStated(client: number, server: number, port: number, protocol: number, rejected: boolean): void {
    this.settled = undefined;
    this.stated.add(client, server, port, protocol, rejected);
  }

  /**
   * The flows of many such records.
   *
   * @param rows as `StatedFlows.addAll` takes them
   */
  addAllStated(rows: Int32Array, count: number): void {
    this.settled = undefined;
    this.stated.addAll(rows, count);
  }

  /** Index that stands for an IPv6 address in this table. */
  addIpv6(groups: Uint16Array): number {
    return this.connections.addIpv6(groups);
  }

  /** Counts records by the state of their connection, where their cloud writes one. */
  count(state: string, records: number): void {
    if (records > 0) this.states.set(state, (this.states.get(state) ?? 0) + records);
  }

  /**
   * Counts a record that became no flow.
   *
   * @param sample the record, where it cannot be read and `hasSample` says that none is kept
   * @param records how many such records there are
   */
  skip(reason: SkipReason, sample = "", records = 1): void {
    if (records === 0) return;
    this.skips.set(reason, (this.skips.get(reason) ?? 0) + records);
    if (reason.isUnreadable && !this.hasSample(reason)) this.samples.set(reason.name, sample.slice(0, 200));
  }

  hasSample(reason: SkipReason): boolean {
    return this.samples.has(reason.name);
  }

  get stats(): FlowLogStats {
    const { records, size } = this.connections;
    let unshown = 0;
    for (let index = 0; index < size; index++) unshown += records[index]!;
    let carried = 0;
    for (const index of this.settle().undecided) carried += records[index]!;
    const decisions: Partial<Record<DirectionRule, number>> = {};
    if (this.byFlags > 0) decisions["tcp-flags"] = this.byFlags;
    if (this.stated.records > 0) decisions.stated = this.stated.records;
    if (unshown > carried) decisions["paired-record"] = unshown - carried;
    const skipped: Record<string, number> = {};
    for (const [reason, count] of [...this.skips].sort(([one], [other]) => bySkipReason(one, other)))
      skipped[reason.name] = (skipped[reason.name] ?? 0) + count;
    return {
      records: this.records,
      bytes: this.bytes,
      skipped,
      samples: Object.fromEntries(this.samples),
      decisions,
      carried,
      ...(this.states.size > 0 && { states: Object.fromEntries(this.states) }),
    };
  }

  /** From here on records come from another source. @param source its number; ascending */
  beginSource(source: number): void {
    this.stated.beginSource(source);
  }

  /** Number of flows that records stated. */
  get statedFlows(): number {
    return this.stated.flows.size;
  }

  /** The flows as a batch takes them, see `FlowBatch.add`. */
  delivered(): DeliveredFlows {
    return deliveredFlows(this.connections, this.settle());
  }

  /** The flows as texts for a queue, none longer than `maxBytes`. Each can be read on its own by `FlowBatch`. */
  chunks(maxBytes: number): Generator<string, void, undefined> {
    return tableMessages(this.connections, this.settle(), maxBytes);
  }

  /**
   * All flows of a table that is uploaded or shown on its own: decides what is otherwise left to the batch, as
   * `FlowBatch` does.
   */
  decide(options: DecideOptions = {}): DecidedFlows {
    return decideFlows(this.connections, this.settle(), options);
  }

  /** Forgets everything and keeps the memory. */
  clear(): void {
    this.records = 0;
    this.bytes = 0;
    this.byFlags = 0;
    this.settled = undefined;
    this.skips.clear();
    this.states.clear();
    this.samples.clear();
    this.connections.clear();
    this.stated.clear();
  }

  private settle(): SettledFlows {
    this.settled ??= new SettledFlows(this.connections, this.stated);
    return this.settled;
  }
}
