import { type Connection, flowLine, type GroundTruth } from "./ground-truth";
import { SYN } from "./packet";

export interface ConnectionsInRecords {
  /** Lines `client,server,port,protocol` of connections that a record is about. */
  readonly lines: Set<string>;
  /** Lines of TCP connections of which a record has SYN or SYN-ACK. */
  readonly opened: Set<string>;
  /** The connections themselves, and whether a record of each has SYN or SYN-ACK. */
  readonly connections: Map<Connection, boolean>;
}

/**
 * Which connections the given records are about, found by their addresses and ports in the truth. The records may be
 * those of one delivery, of one upload batch or of everything. Records of interfaces that a connection only passes
 * through are left out, as are addresses that appear in `pkt-srcaddr` and `pkt-dstaddr` only.
 *
 * @param fields the flow log's field order; needs addresses, ports, `protocol` and `action`
 * @param messages one record each
 */
export function connectionsInRecords(options: {
  truth: GroundTruth;
  fields: readonly string[];
  messages: Iterable<string>;
  /** @default false: REJECT records say nothing */
  includeRejected?: boolean;
}): ConnectionsInRecords {
  const { truth, fields, messages, includeRejected = false } = options;
  const found: ConnectionsInRecords = { lines: new Set(), opened: new Set(), connections: new Map() };
  const columns = new Map(fields.map((field, column) => [field, column]));
  for (const message of messages) {
    const values = message.split(" ");
    const value = (field: string) => {
      const text = values[columns.get(field) ?? -1];
      return text === "-" ? undefined : text;
    };
    const action = value("action");
    if (action !== "ACCEPT" && !(includeRejected && action === "REJECT")) continue;
    const src = value("pkt-srcaddr") ?? value("srcaddr") ?? "";
    const dst = value("pkt-dstaddr") ?? value("dstaddr") ?? "";
    const ports = [Number(value("srcport")), Number(value("dstport"))] as const;
    const protocol = Number(value("protocol"));
    const connection =
      truth.find(src, ports[0], dst, ports[1], protocol) ??
      truth.find(dst, ports[1], src, ports[0], protocol);
    const interfaceId = value("interface-id");
    const isEnd = connection?.ends.some(
      (end) => interfaceId === undefined || end.interfaceId === interfaceId,
    );
    if (connection === undefined || !isEnd) continue;
    found.lines.add(flowLine(connection));
    const isOpening = (Number(value("tcp-flags") ?? 0) & SYN) !== 0;
    if (isOpening) found.opened.add(flowLine(connection));
    found.connections.set(connection, isOpening || found.connections.get(connection) === true);
  }
  return found;
}
