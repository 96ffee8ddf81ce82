import type { Connections } from "./connections";
import type { DecideOptions } from "./direction-evidence";
import { decideDirections } from "./directions";
import type { DirectionRule } from "./flow-log-stats";
import { FlowSet } from "./flow-set";
import { type SettledFlows, tupleAt } from "./settled-flows";
import { TupleTable } from "./tuple-table";

/** Flows of a table that is uploaded or shown on its own. */
export interface DecidedFlows {
  /** Records of connections whose opening was not seen, by the rule that decided them. */
  readonly decisions: Readonly<Partial<Record<DirectionRule, number>>>;
  /** Number of different flows. */
  readonly size: number;
  /** `client,server,port,protocol`, each once, in the order of the text. */
  lines(): Iterable<string>;
  /** The same in ASCII, each with a line feed, in pieces of whole lines. Faster than lines. */
  pieces(): Iterable<Uint8Array>;
}

/** Decides what the records left open, as `FlowBatch` does, and sorts: some 100 bytes a connection, no text before it is read. */
export function decideFlows(
  connections: Connections,
  { flows: settled, opened, undecided }: SettledFlows,
  options: DecideOptions,
): DecidedFlows {
  const { keys, records } = connections;
  const flows = new FlowSet(connections);
  const servers = new TupleTable(16);
  for (let index = 0; index < settled.size; index++) {
    const [client, server, port, protocol] = tupleAt(settled.keys, index);
    flows.add(client, server, port, protocol);
    if (undecided.length > 0 && opened[index] === 1) servers.insert(server, port, protocol, 0);
  }
  const knowsServer = (address: number, port: number, protocol: number) =>
    servers.has(address, port, protocol, 0);
  const directions = decideDirections(connections, undecided, knowsServer, options);
  const decisions: Partial<Record<DirectionRule, number>> = {};
  for (let place = 0; place < undecided.length; place++) {
    const index = undecided[place]!;
    const rule = directions.rule(place);
    decisions[rule] = (decisions[rule] ?? 0) + records[index]!;
    const [first, second, ports, protocol] = tupleAt(keys, index);
    if (directions.firstIsClient(place)) flows.add(first, second, ports & 0xffff, protocol);
    if (directions.secondIsClient(place)) flows.add(second, first, ports >>> 16, protocol);
  }
  return { decisions, size: flows.sort(), lines: () => flows.lines(), pieces: () => flows.pieces() };
}
