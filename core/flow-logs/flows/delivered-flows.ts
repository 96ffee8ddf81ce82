import { type Connections, SEEN_BACKWARD, SEEN_FORWARD } from "./connections";
import { LineWriter } from "./line-writer";
import { type SettledFlows, tupleAt } from "./settled-flows";

/** Flows of one delivery as a batch takes them, out of a table or out of a message. */
export interface DeliveredFlows {
  readonly decided: Iterable<DeliveredFlow>;
  readonly undecided: Iterable<UndecidedConnection>;
}

export interface DeliveredFlow {
  /** `client,server,port,protocol` */
  readonly line: string;
  /** Whether the line proves no server: every opening was rejected, or the direction is a guess. */
  readonly unproven?: true;
}

export interface UndecidedConnection {
  readonly address: string;
  readonly port: number;
  readonly otherAddress: string;
  readonly otherPort: number;
  /** IANA number. */
  readonly protocol: number;
  /** 1 when a record went from the first to the second address, 2 for the other way, 3 for both. */
  readonly seen: number;
  readonly records: number;
}

/** The flows of a table, as text. */
export function deliveredFlows(connections: Connections, settled: SettledFlows): DeliveredFlows {
  return {
    decided: decidedOf(connections, settled),
    undecided: undecidedOf(connections, settled),
  };
}

function* decidedOf(connections: Connections, { flows, opened }: SettledFlows): Generator<DeliveredFlow> {
  // A string put together of others keeps all of them, and takes three times the memory.
  const writer = new LineWriter();
  for (let index = 0; index < flows.size; index++) {
    const [client, server, port, protocol] = tupleAt(flows.keys, index);
    connections.writeAddress(writer, client, protocol);
    connections.writeAddress(writer, server, protocol);
    writer.number(port);
    writer.number(protocol & 255);
    const line = writer.takeText();
    yield opened[index] === 1 ? { line } : { line, unproven: true };
  }
}

function* undecidedOf(connections: Connections, { undecided }: SettledFlows): Generator<UndecidedConnection> {
  const { keys, marks, records } = connections;
  for (const index of undecided) {
    const [first, second, ports, protocol] = tupleAt(keys, index);
    yield {
      address: connections.addressText(first, protocol),
      port: ports >>> 16,
      otherAddress: connections.addressText(second, protocol),
      otherPort: ports & 0xffff,
      protocol: protocol & 255,
      seen: marks[index]! & (SEEN_FORWARD | SEEN_BACKWARD),
      records: records[index]!,
    };
  }
}
