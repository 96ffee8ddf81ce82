import { type Connections, SEEN_BACKWARD, SEEN_FORWARD } from "../connections";
import { type SettledFlows, tupleAt } from "../settled-flows";
import { REJECTED_MARK } from "./flow-message";
import { FlowMessageWriter } from "./flow-message-writer";

/** The flows of a table as messages, none longer than `maxBytes`. Each message can be read on its own. */
export function* tableMessages(
  connections: Connections,
  { flows, opened, undecided }: SettledFlows,
  maxBytes: number,
): Generator<string, void, undefined> {
  const writer = new FlowMessageWriter(maxBytes);
  for (let index = 0; index < flows.size; index++) {
    if (writer.isFull) yield writer.take()!;
    writeDecided(writer, connections, tupleAt(flows.keys, index), opened[index] === 1);
  }
  for (const index of undecided) {
    if (writer.isFull) yield writer.take()!;
    writeUndecided(writer, connections, index);
  }
  const rest = writer.take();
  if (rest !== undefined) yield rest;
}

function writeDecided(
  writer: FlowMessageWriter,
  connections: Connections,
  [client, server, port, protocol]: readonly [number, number, number, number],
  opened: boolean,
): void {
  connections.writeAddress(writer, client, protocol);
  connections.writeAddress(writer, server, protocol);
  writer.number(port);
  writer.number(protocol & 255);
  if (!opened) writer.text(REJECTED_MARK);
  writer.endFlow(true);
}

function writeUndecided(writer: FlowMessageWriter, connections: Connections, index: number): void {
  const { keys, marks, records } = connections;
  const [first, second, ports, protocol] = tupleAt(keys, index);
  connections.writeAddress(writer, first, protocol);
  writer.number(ports >>> 16);
  connections.writeAddress(writer, second, protocol);
  writer.number(ports & 0xffff);
  writer.number(protocol & 255);
  writer.number(marks[index]! & (SEEN_FORWARD | SEEN_BACKWARD));
  writer.number(records[index]!);
  writer.endFlow(false);
}
