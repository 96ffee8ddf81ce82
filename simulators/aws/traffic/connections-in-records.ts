import { type Connection, flowLine, type GroundTruth } from "./ground-truth";
import { SYN } from "./packet";

export interface ConnectionsInRecords {
  /** Lines `client,server,port,protocol` of connections that a record is about. */
  readonly lines: Set<string>;
  /** Those of TCP connections of which a record has SYN or SYN-ACK. */
  readonly opened: Set<string>;
  /** The connections themselves, and whether a record of each has SYN or SYN-ACK. */
  readonly connections: Map<Connection, boolean>;
}

/**
 * Which connections these very records are about, by looking their addresses and ports up in the truth. So it can be
 * asked for one delivery or one upload batch as well as for everything. Records of interfaces that a connection only
 * passes through are left out, as are addresses that only `pkt-srcaddr` and `pkt-dstaddr` would tell.
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
  for (const message of messages) {
    const values = message.split(" ");
    const value = (field: string) => {
      const text = values[fields.indexOf(field)];
      return text === "-" ? undefined : text;
    };
    if (value("action") !== "ACCEPT" && !(includeRejected && value("action") === "REJECT")) continue;
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
