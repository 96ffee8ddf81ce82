import { TupleTable } from "./tuple-table";

/** Records whose flows are put into the table together. */
const AT_ONCE = 1024;

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
  private readonly rejected = new Uint8Array(AT_ONCE);
  private count = 0;
  private known = 0;

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
    waiting[at + 3] = protocol;
    this.rejected[this.count] = rejected ? 1 : 0;
    if (++this.count === AT_ONCE) this.lookUp();
  }

  get flows(): TupleTable {
    this.lookUp();
    return this.table;
  }

  get opened(): Uint8Array {
    this.lookUp();
    return this.accepted;
  }

  /** Forgets everything and keeps the memory. */
  clear(): void {
    this.count = 0;
    this.known = 0;
    this.accepted.fill(0, 0, this.table.size);
    this.table.clear();
  }

  private lookUp(): void {
    const { waiting, rejected, table, count } = this;
    this.known += count;
    this.count = 0;
    table.touch(waiting, count);
    for (let record = 0; record < count; record++) {
      const at = record << 2;
      const index = table.insert(waiting[at]!, waiting[at + 1]!, waiting[at + 2]!, waiting[at + 3]!);
      if (index >= this.accepted.length) this.widen();
      if (rejected[record] === 0) this.accepted[index] = 1;
    }
  }

  private widen(): void {
    const accepted = new Uint8Array(this.accepted.length * 2);
    accepted.set(this.accepted);
    this.accepted = accepted;
  }
}
