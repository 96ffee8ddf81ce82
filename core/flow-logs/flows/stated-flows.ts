import { TupleTable } from "./tuple-table";

/**
 * Flows whose records name the client: client, server, server port, protocol (marked as in `Connections`). One entry a
 * flow, however many connections it has.
 */
export class StatedFlows {
  readonly flows: TupleTable = new TupleTable(16);
  /** By flow: 1 when some connection was accepted, so that its server is one. */
  opened: Uint8Array = new Uint8Array(16);
  records = 0;

  add(client: number, server: number, port: number, protocol: number, rejected: boolean): void {
    this.records++;
    const index = this.flows.insert(client, server, port, protocol);
    if (index >= this.opened.length) this.widen();
    if (!rejected) this.opened[index] = 1;
  }

  /** Forgets everything and keeps the memory. */
  clear(): void {
    this.records = 0;
    this.opened.fill(0, 0, this.flows.size);
    this.flows.clear();
  }

  private widen(): void {
    const opened = new Uint8Array(this.opened.length * 2);
    opened.set(this.opened);
    this.opened = opened;
  }
}
