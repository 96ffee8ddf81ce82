import type { Connection, ConnectionEnd } from "./ground-truth";
import type { PacketObservation } from "./packet";
import type { NetworkInterface } from "./topology";

/** One interface that a packet passes, with the header it has there. */
export interface Hop
  extends Pick<
    PacketObservation,
    | "interfaceId"
    | "direction"
    | "src"
    | "dst"
    | "srcPort"
    | "dstPort"
    | "protocol"
    | "peerInterfaceId"
    | "trafficPath"
  > {
  /** Present where the interface is an end of the connection. */
  readonly end?: ConnectionEnd;
}

/** Interfaces of ours that the packets of a connection pass, in order. */
export interface Route {
  readonly fromClient: readonly Hop[];
  readonly fromServer: readonly Hop[];
}

type From = "client" | "server";

/** The route between two interfaces of ours, in one VPC or over a peering connection. */
export function privateRoute(
  connection: Connection,
  client: NetworkInterface,
  server: NetworkInterface,
): Route {
  const trafficPath = client.vpcId === server.vpcId ? 1 : 4;
  return {
    fromClient: [
      leaving(connection, "client", client, trafficPath, server),
      arriving(connection, "client", server, client),
    ],
    fromServer: [
      leaving(connection, "server", server, trafficPath, client),
      arriving(connection, "server", client, server),
    ],
  };
}

/** The route between an interface of ours and an address elsewhere, over the internet gateway or a gateway endpoint. */
export function internetRoute(
  connection: Connection,
  ours: NetworkInterface,
  over: "internet gateway" | "gateway endpoint",
): Route {
  const weAreClient = ours.addresses.includes(connection.client);
  const trafficPath = !ours.onNitro ? 2 : over === "gateway endpoint" ? 7 : 8;
  const [us, them]: From[] = weAreClient ? ["client", "server"] : ["server", "client"];
  const out = [leaving(connection, us!, ours, trafficPath)];
  const back = [arriving(connection, them!, ours)];
  return weAreClient ? { fromClient: out, fromServer: back } : { fromClient: back, fromServer: out };
}

/** The route from a private client through a NAT gateway; `behind` is the connection as the gateway continues it. */
export function natRoute(
  connection: Connection,
  behind: Connection,
  client: NetworkInterface,
  gateway: NetworkInterface,
): Route {
  return {
    fromClient: [
      leaving(connection, "client", client, 1, gateway),
      arriving(connection, "client", gateway, client),
      leaving(behind, "client", gateway, 2),
    ],
    fromServer: [
      arriving(behind, "server", gateway),
      leaving(connection, "server", gateway, 1, client),
      arriving(connection, "server", client, gateway),
    ],
  };
}

function leaving(
  connection: Connection,
  from: From,
  at: NetworkInterface,
  trafficPath: number,
  to?: NetworkInterface,
): Hop {
  return { ...hop(connection, from, at, to), direction: "egress", trafficPath };
}

function arriving(connection: Connection, from: From, at: NetworkInterface, sender?: NetworkInterface): Hop {
  return { ...hop(connection, from, at, sender), direction: "ingress" };
}

function hop(connection: Connection, from: From, at: NetworkInterface, peer?: NetworkInterface) {
  const { client, clientPort, server, port, protocol } = connection;
  const [src, srcPort, dst, dstPort] =
    from === "client" ? [client, clientPort, server, port] : [server, port, client, clientPort];
  const end = connection.ends.find(({ interfaceId }) => interfaceId === at.id);
  return {
    interfaceId: at.id,
    src,
    srcPort,
    dst,
    dstPort,
    protocol,
    ...(end && { end }),
    ...(peer && { peerInterfaceId: peer.id }),
  };
}
