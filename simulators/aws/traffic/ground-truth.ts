import type { TrafficType } from "./flow-log-recorder";
import type { PacketObservation } from "./packet";

/** What the interface at one end of a connection saw of it. Interfaces that it only passes through are no ends. */
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
  /** Milliseconds of the last packet so far. */
  closedAt?: number;
  /** One or two: our interfaces only. */
  readonly ends: readonly ConnectionEnd[];
}

/** What a flow log is set to show. */
export interface FlowLogView {
  readonly trafficType: TrafficType;
  /** Interfaces that the flow log covers. */
  readonly interfaceIds: Iterable<string>;
  /** Whether the reader counts a connection of which there are only REJECT records. @default false */
  readonly includeRejected?: boolean;
}

export interface VisibleConnection {
  readonly connection: Connection;
  /** `client,server,port,protocol` */
  readonly line: string;
  /** Where and when (milliseconds) the log shows the first SYN or SYN-ACK; empty for other protocols and old connections. */
  readonly openings: readonly { interfaceId: string; time: number }[];
}

/** Everything that happened, as the players of the traffic know it. */
export class GroundTruth {
  readonly connections: Connection[] = [];

  /** The connections that such a flow log can show, provided that the service skips nothing. */
  *visible(_view: FlowLogView): Generator<VisibleConnection> {}
}

export function flowLine({ client, server, port, protocol }: Connection): string {
  return `${client},${server},${port},${protocol}`;
}

/** Everything the players did: packets in time order, and what they mean. The truth is complete once the packets are read. */
export interface Play {
  readonly packets: Generator<PacketObservation, void>;
  readonly truth: GroundTruth;
}
