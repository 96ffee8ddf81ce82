/** What a log shows: packets that were let through, packets that were refused, or both. */
export type TrafficType = "ACCEPT" | "REJECT" | "ALL";

/** What the interface at one end of a connection saw of it. Interfaces that it only passes through are not ends. */
export interface ConnectionEnd {
  readonly interfaceId: string;
  accepted: boolean;
  rejected: boolean;
  /** Milliseconds of the first accepted and the first rejected SYN or SYN-ACK; undefined when there was none. */
  acceptedOpeningAt?: number;
  rejectedOpeningAt?: number;
}

/** One conversation: TCP connection, or UDP or ICMP exchange. */
export interface Connection {
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  /** The server's port; 0 for ICMP. */
  readonly port: number;
  readonly protocol: number;
  /** Milliseconds of the first packet; undefined when it was open before the traffic began. */
  readonly openedAt: number | undefined;
  /** Our interfaces only: one, or two where both sides are ours. */
  readonly ends: readonly ConnectionEnd[];
}

/** What a flow log is set to show. */
export interface FlowLogView {
  readonly trafficType: TrafficType;
  /** Interfaces that the flow log covers. */
  readonly interfaceIds: Iterable<string>;
  /** Whether connections count of which the log has only REJECT records. @default false */
  readonly includeRejected?: boolean;
  /** IANA numbers of protocols that this cloud never logs. @default none */
  readonly unloggedProtocols?: readonly number[];
}

export interface VisibleConnection {
  readonly connection: Connection;
  /** `client,server,port,protocol` */
  readonly line: string;
  /**
   * Where and when (milliseconds) the log first shows a SYN or SYN-ACK, per interface; empty for connections that
   * were open before, and for other protocols than TCP.
   */
  readonly openings: readonly { interfaceId: string; time: number }[];
}

/**
 * Everything that happened, as the players of the traffic know it. Traffic that no flow log shows (Amazon DNS,
 * metadata, …) is left out. No 5-tuple occurs with both roles.
 */
export class GroundTruth {
  /** In the order in which they began. */
  readonly connections: Connection[] = [];
  readonly #byTuple = new Map<string, Connection>();
  #indexed = 0;

  /**
   * The connections that such a flow log can show, provided that the service skips nothing: those of which a covered
   * interface at one of their ends accepted a packet. A probe that only the far side rejects is therefore included if
   * the near side is covered. Of a connection through a NAT gateway, the leg behind the gateway is included; the leg in
   * front of it counts at the client and not at the gateway, where it passes through.
   */
  *visible(view: FlowLogView): Generator<VisibleConnection, void> {
    const { trafficType, interfaceIds, includeRejected = false, unloggedProtocols = [] } = view;
    const covered = new Set(interfaceIds);
    const accepts = trafficType !== "REJECT";
    const rejects = includeRejected && trafficType !== "ACCEPT";
    for (const connection of this.connections) {
      if (unloggedProtocols.includes(connection.protocol)) continue;
      const ends = connection.ends.filter((end) => covered.has(end.interfaceId));
      if (!ends.some(({ accepted, rejected }) => (accepts && accepted) || (rejects && rejected))) continue;
      const openings = ends.flatMap(({ interfaceId, acceptedOpeningAt, rejectedOpeningAt }) => {
        const times = [accepts ? acceptedOpeningAt : undefined, rejects ? rejectedOpeningAt : undefined];
        const seen = times.filter((time) => time !== undefined);
        return seen.length === 0 ? [] : [{ interfaceId, time: Math.min(...seen) }];
      });
      yield { connection, line: flowLine(connection), openings };
    }
  }

  /** The latest connection from this client address and port to this server address and port. */
  find(
    client: string,
    clientPort: number,
    server: string,
    port: number,
    protocol: number,
  ): Connection | undefined {
    for (; this.#indexed < this.connections.length; this.#indexed++) {
      const connection = this.connections[this.#indexed]!;
      this.#byTuple.set(tupleOf(connection), connection);
    }
    return this.#byTuple.get(tupleOf({ client, clientPort, server, port, protocol }));
  }
}

/** `client,server,port,protocol` */
export function flowLine({
  client,
  server,
  port,
  protocol,
}: Pick<Connection, "client" | "server" | "port" | "protocol">): string {
  return `${client},${server},${port},${protocol}`;
}

type Tuple = Pick<Connection, "client" | "clientPort" | "server" | "port" | "protocol">;

export function tupleOf({ client, clientPort, server, port, protocol }: Tuple): string {
  return `${client} ${clientPort} ${server} ${port} ${protocol}`;
}
