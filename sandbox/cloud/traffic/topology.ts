export interface Vpc {
  readonly id: string;
  readonly name: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  /** Zone id, for example `use1-az1`. */
  readonly azId: string;
  /** Whether its route to the internet is the internet gateway; otherwise a NAT gateway of its zone. */
  readonly isPublic: boolean;
}

export interface NetworkInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly accountId: string;
  /** Absent for requester-managed interfaces (load balancer, NAT gateway, RDS, ElastiCache, Lambda). */
  readonly instanceId?: string;
  /** As in the flow log field `interface-type`: `interface`, `nat_gateway`, `load_balancer`, `lambda`, … */
  readonly interfaceType: string;
  /** Private addresses; the first of each family is the primary one. */
  readonly addresses: readonly string[];
  readonly azId: string;
  /** Nitro instances aggregate over at most 60 s, whatever the flow log says. */
  readonly onNitro?: boolean;
  /** Tags of the interface and of its instance, for the v11 tag fields. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly instanceTags?: Readonly<Record<string, string>>;
}

/** Something with addresses that a user would label in the PCE. */
export interface Host {
  /** Unique, also as a host name: `web-1`. */
  readonly name: string;
  readonly role: string;
  readonly app: string;
  readonly env: string;
  readonly loc: string;
  readonly interfaceId: string;
  /** All private addresses, primary first. */
  readonly addresses: readonly string[];
}

export interface Topology {
  readonly region: string;
  readonly accountId: string;
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly interfaces: readonly NetworkInterface[];
  /** One per interface, in the order of `interfaces`. */
  readonly hosts: readonly Host[];
  /** Addresses whose traffic no flow log shows: Amazon DNS, metadata, time, subnet routers. */
  readonly unloggedAddresses: ReadonlySet<string>;
  /** Public addresses that every subnet reaches through a gateway endpoint. */
  readonly gatewayEndpointAddresses: ReadonlySet<string>;
  /** Public address → name in the range list that the cloud publishes. */
  readonly cloudServices: ReadonlyMap<string, string>;
}

/**
 * The interfaces that a flow log on this VPC, subnet or interface covers.
 *
 * @throws when the topology has no such resource
 */
export function interfacesOf(topology: Topology, resourceId: string): NetworkInterface[] {
  const { vpcs, subnets, interfaces } = topology;
  const exists = [...vpcs, ...subnets, ...interfaces].some(({ id }) => id === resourceId);
  if (!exists) {
    throw new Error(`The topology has no VPC, subnet or network interface ${resourceId}`);
  }
  return interfaces.filter(({ id, vpcId, subnetId }) => [id, vpcId, subnetId].includes(resourceId));
}
