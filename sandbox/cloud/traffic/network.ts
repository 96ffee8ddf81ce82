import { EphemeralPorts, type PortRange, portRange, SERVICE_PORTS } from "./ephemeral-ports";
import { type Connection, type ConnectionEnd, type GroundTruth, tupleOf } from "./ground-truth";
import { Path } from "./path";
import type { Random } from "./random";
import { internetRoute, natRoute, privateRoute, type Route } from "./route";
import type { Simulation } from "./simulation";
import type { NetworkInterface, Subnet, Topology } from "./topology";

export interface OpenOptions {
  readonly client: string;
  readonly server: string;
  /** 0 for ICMP. */
  readonly port: number;
  readonly protocol: number;
  /** @default a free one of the client's range */
  readonly clientPort?: number;
  /** @default the range of the client's interface */
  readonly clientPorts?: PortRange;
  /** The connection exists since before the traffic began. @default false */
  readonly wasOpen?: boolean;
}

/** Knows which interfaces a packet passes, and opens connections over them. */
export class Network {
  readonly #interfaces = new Map<string, NetworkInterface>();
  readonly #subnets: ReadonlyMap<string, Subnet>;
  readonly #natGateways: readonly NetworkInterface[];
  readonly #ports: EphemeralPorts;

  constructor(
    readonly topology: Topology,
    readonly truth: GroundTruth | undefined,
    readonly simulation: Simulation,
    random: Random,
  ) {
    for (const each of topology.interfaces) {
      for (const address of each.addresses) this.#interfaces.set(address, each);
    }
    this.#subnets = new Map(topology.subnets.map((subnet) => [subnet.id, subnet]));
    this.#natGateways = topology.interfaces.filter(({ interfaceType }) => interfaceType === "nat_gateway");
    this.#ports = new EphemeralPorts(random);
  }

  /**
   * A path for one connection; undefined when the wished client port is in use for this server.
   *
   * @throws when neither side is in the topology, or a private client has no NAT gateway
   */
  open(options: OpenOptions): Path | undefined {
    const { client, server, port, protocol } = options;
    const clientInterface = this.#interfaces.get(client);
    const tuple = (clientPort: number) => tupleOf({ client, clientPort, server, port, protocol });
    let clientPort = options.clientPort ?? 0;
    if (options.clientPort === undefined && port !== 0) {
      const range = options.clientPorts ?? (clientInterface ? portRange(clientInterface) : SERVICE_PORTS);
      clientPort = this.#ports.take(range, tuple);
    } else if (!this.#ports.takeExactly(tuple(clientPort))) {
      return undefined;
    }
    const connection = this.#register({ ...options, clientPort });
    const { route, taken } = this.#route(connection, options.wasOpen ?? false);
    return new Path(this.simulation, route, () => {
      for (const each of [tuple(clientPort), ...taken]) this.#ports.release(each);
    });
  }

  #route(connection: Connection, wasOpen: boolean): { route: Route; taken: string[] } {
    const client = this.#interfaces.get(connection.client);
    const server = this.#interfaces.get(connection.server);
    if (client && server) return { route: privateRoute(connection, client, server), taken: [] };
    const ours = client ?? server;
    if (ours === undefined) {
      throw new Error(`Neither ${connection.client} nor ${connection.server} is in the topology`);
    }
    const { gatewayEndpointAddresses, unloggedAddresses } = this.topology;
    const overEndpoint = gatewayEndpointAddresses.has(connection.server);
    const needsNat =
      client !== undefined &&
      !connection.client.includes(":") &&
      !overEndpoint &&
      !unloggedAddresses.has(connection.server) &&
      !this.#subnets.get(ours.subnetId)?.isPublic;
    if (!needsNat) {
      const over = overEndpoint ? "gateway endpoint" : "internet gateway";
      return { route: internetRoute(connection, ours, over), taken: [] };
    }

    const gateway = this.#natGateways.find(({ azId }) => azId === ours.azId) ?? this.#natGateways[0];
    if (gateway === undefined)
      throw new Error(`No NAT gateway for ${connection.client} to reach the internet`);
    const { server: remote, port, protocol } = connection;
    const own = gateway.addresses[0]!;
    const tuple = (natPort: number) =>
      tupleOf({ client: own, clientPort: natPort, server: remote, port, protocol });
    const natPort = port === 0 ? 0 : this.#ports.take(SERVICE_PORTS, tuple);
    const behind = this.#register({
      client: own,
      clientPort: natPort,
      server: remote,
      port,
      protocol,
      wasOpen,
    });
    return { route: natRoute(connection, behind, ours, gateway), taken: [tuple(natPort)] };
  }

  #register(options: OpenOptions & { clientPort: number }): Connection {
    const { client, clientPort, server, port, protocol, wasOpen = false } = options;
    const { now } = this.simulation;
    const connection: Connection = {
      client,
      clientPort,
      server,
      port,
      protocol,
      openedAt: wasOpen ? undefined : now,
      ends: [client, server].flatMap((address): ConnectionEnd[] => {
        const own = this.#interfaces.get(address);
        return own ? [{ interfaceId: own.id, accepted: false, rejected: false }] : [];
      }),
    };
    const { unloggedAddresses } = this.topology;
    if (!unloggedAddresses.has(client) && !unloggedAddresses.has(server))
      this.truth?.connections.push(connection);
    return connection;
  }
}
