import type { Connections } from "./connections";
import type { StatedFlows } from "./stated-flows";
import { TupleTable } from "./tuple-table";

/** Marks of a connection beside the directions that were seen: which end opened it, and whether that was accepted. */
export const FIRST_IS_CLIENT = 4;
export const SECOND_IS_CLIENT = 8;
export const OPENED = 16;

/** What the records of some connections settle by themselves, and what they leave open. */
export class SettledFlows {
  /** Flows whose opening was seen or stated: client, server, server port, protocol (marked as in `Connections`). */
  readonly flows: TupleTable;
  /** By flow: 1 when some opening was accepted, so that its server is one. */
  readonly opened: Uint8Array;
  /** Numbers of the connections that neither have an opening nor go with a flow that has. */
  readonly undecided: Uint32Array;

  constructor(connections: Connections, stated: StatedFlows) {
    if (connections.size === 0) {
      // as in every table of Azure: nothing is added to what was stated
      this.flows = stated.flows;
      this.opened = stated.opened;
      this.undecided = new Uint32Array(0);
      return;
    }
    this.flows = new TupleTable();
    this.opened = new Uint8Array(connections.size * 2 + stated.flows.size);
    this.take(stated);
    this.settle(connections);
    this.undecided = this.undecidedOf(connections);
  }

  private take({ flows, opened }: StatedFlows): void {
    for (let index = 0; index < flows.size; index++) {
      this.flows.insert(...tupleAt(flows.keys, index));
      this.opened[index] = opened[index]!;
    }
  }

  private settle({ keys, marks, size }: Connections): void {
    const { flows, opened } = this;
    for (let index = 0; index < size; index++) {
      const state = marks[index]!;
      if ((state & (FIRST_IS_CLIENT | SECOND_IS_CLIENT)) === 0) continue;
      const [first, second, ports, protocol] = tupleAt(keys, index);
      const isOpened = (state & OPENED) === 0 ? 0 : 1;
      if (state & FIRST_IS_CLIENT) opened[flows.insert(first, second, ports & 0xffff, protocol)]! |= isOpened;
      if (state & SECOND_IS_CLIENT) opened[flows.insert(second, first, ports >>> 16, protocol)]! |= isOpened;
    }
  }

  private undecidedOf({ keys, marks, size }: Connections): Uint32Array {
    const { flows } = this;
    const found = new Uint32Array(size);
    let count = 0;
    for (let index = 0; index < size; index++) {
      if (marks[index]! & (FIRST_IS_CLIENT | SECOND_IS_CLIENT)) continue;
      const [first, second, ports, protocol] = tupleAt(keys, index);
      if (flows.size > 0 && flows.has(first, second, ports & 0xffff, protocol)) continue;
      if (flows.size > 0 && flows.has(second, first, ports >>> 16, protocol)) continue;
      found[count++] = index;
    }
    return found.subarray(0, count);
  }
}

/** The four numbers of a tuple. */
export function tupleAt(keys: Int32Array, index: number): readonly [number, number, number, number] {
  const at = index * 4;
  return [keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!];
}
