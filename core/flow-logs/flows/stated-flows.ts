import type { FlowSources } from "./flow-sources";
import { TupleTable } from "./tuple-table";

/** Records whose flows are put into the table together. */
const AT_ONCE = 1024;
/** Marks the protocol of a flow whose connection was rejected, in rows of `addAll`. */
export const REJECTED = 512;

/**
 * Flows whose records name the client: client, server, server port, protocol (marked as in `Connections`). One entry a
 * flow, however many connections it has.
 *
 * A table of many flows does not stay in the processor's cache while records are read. So flows are kept until there
 * are enough of them to look up at once, when the processor waits for the memory of many of them together.
 */
export class StatedFlows {
  private readonly table = new TupleTable(16);
  /** By flow: 1 when some connection was accepted, so that its server is one. */
  private accepted = new Uint8Array(16);
  private waiting = new Int32Array(0);
  private count = 0;
  private known = 0;

  /** @param sources notes what brought each flow */
  constructor(private readonly sources?: FlowSources) {}

  get records(): number {
    return this.known + this.count;
  }

  add(client: number, server: number, port: number, protocol: number, rejected: boolean): void {
    if (this.waiting.length === 0) this.waiting = new Int32Array(AT_ONCE * 4);
    const { waiting } = this;
    const at = this.count << 2;
    waiting[at] = client;
    waiting[at + 1] = server;
    waiting[at + 2] = port;
    waiting[at + 3] = rejected ? protocol | REJECTED : protocol;
    if (++this.count === AT_ONCE) this.lookUpWaiting();
  }

  /** @param rows client, server, port and protocol of each record, plus `REJECTED` if it was */
  addAll(rows: Int32Array, count: number): void {
    this.lookUpWaiting();
    for (let from = 0; from < count; from += AT_ONCE)
      this.lookUp(rows, from << 2, Math.min(from + AT_ONCE, count) << 2);
    this.known += count;
  }

  get flows(): TupleTable {
    this.lookUpWaiting();
    return this.table;
  }

  get opened(): Uint8Array {
    this.lookUpWaiting();
    return this.accepted;
  }

  /** From here on records come from another source. */
  beginSource(source: number): void {
    this.lookUpWaiting();
    this.sources?.begin(source);
  }

  /** Forgets everything and keeps the memory. */
  clear(): void {
    this.count = 0;
    this.known = 0;
    this.accepted.fill(0, 0, this.table.size);
    this.table.clear();
  }

  private lookUpWaiting(): void {
    const { count } = this;
    this.known += count;
    this.count = 0;
    this.lookUp(this.waiting, 0, count << 2);
  }

  private lookUp(rows: Int32Array, start: number, end: number): void {
    const { table, sources } = this;
    table.touch(rows, start, end);
    for (let at = start; at < end; at += 4) {
      const protocol = rows[at + 3]!;
      const index = table.insert(rows[at]!, rows[at + 1]!, rows[at + 2]!, protocol & ~REJECTED);
      if (index >= this.accepted.length) this.widen();
      if ((protocol & REJECTED) === 0) this.accepted[index] = 1;
      if (sources !== undefined) sources.note(index);
    }
  }

  private widen(): void {
    const accepted = new Uint8Array(this.accepted.length * 2);
    accepted.set(this.accepted);
    this.accepted = accepted;
  }
}
