import { Random } from "./random";
import type { Host, NetworkInterface, Subnet, Topology, Vpc } from "./topology";

export interface ThreeTierOptions {
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 123456789012 */
  readonly accountId?: string;
  /** Decides the ids of VPCs, subnets, interfaces and instances; addresses and names are always the same. @default 1 */
  readonly seed?: number;
}

type Kind = "instance" | "load_balancer" | "nat_gateway" | "database" | "lambda" | "vpc_endpoint";

interface HostPlan {
  readonly name: string;
  readonly role: string;
  readonly app: string;
  readonly subnet: string;
  readonly kind: Kind;
  /** Last part of the primary IPv4 address, and of the IPv6 address. */
  readonly number: number;
  readonly secondary?: readonly number[];
  readonly ipv6?: boolean;
}

interface SubnetPlan {
  readonly name: string;
  readonly vpc: string;
  /** Third part of the IPv4 network. */
  readonly number: number;
  readonly az: number;
  readonly ipv6?: boolean;
}

const VPCS = [
  { name: "shop", prefix: "10.20", ipv6: "2001:db8:14:20" },
  { name: "erp", prefix: "10.30", ipv6: undefined },
];

const SUBNETS: readonly SubnetPlan[] = [
  { name: "public-a", vpc: "shop", number: 0, az: 1, ipv6: true },
  { name: "public-b", vpc: "shop", number: 1, az: 2, ipv6: true },
  { name: "web-a", vpc: "shop", number: 10, az: 1, ipv6: true },
  { name: "web-b", vpc: "shop", number: 11, az: 2, ipv6: true },
  { name: "app-a", vpc: "shop", number: 20, az: 1 },
  { name: "app-b", vpc: "shop", number: 21, az: 2 },
  { name: "data-a", vpc: "shop", number: 30, az: 1 },
  { name: "data-b", vpc: "shop", number: 31, az: 2 },
  { name: "ops-a", vpc: "shop", number: 40, az: 1, ipv6: true },
  { name: "erp-a", vpc: "erp", number: 5, az: 1 },
];

const HOSTS: readonly HostPlan[] = [
  {
    name: "lb-1",
    role: "lb",
    app: "shop",
    subnet: "public-a",
    kind: "load_balancer",
    number: 21,
    ipv6: true,
  },
  {
    name: "lb-2",
    role: "lb",
    app: "shop",
    subnet: "public-b",
    kind: "load_balancer",
    number: 22,
    ipv6: true,
  },
  { name: "web-1", role: "web", app: "shop", subnet: "web-a", kind: "instance", number: 11, ipv6: true },
  { name: "web-2", role: "web", app: "shop", subnet: "web-b", kind: "instance", number: 12, ipv6: true },
  { name: "web-3", role: "web", app: "shop", subnet: "web-a", kind: "instance", number: 13 },
  { name: "web-4", role: "web", app: "shop", subnet: "web-b", kind: "instance", number: 14 },
  { name: "app-1", role: "app", app: "shop", subnet: "app-a", kind: "instance", number: 11 },
  { name: "app-2", role: "app", app: "shop", subnet: "app-b", kind: "instance", number: 12 },
  {
    name: "app-3",
    role: "app",
    app: "shop",
    subnet: "app-a",
    kind: "instance",
    number: 13,
    secondary: [113],
  },
  {
    name: "app-4",
    role: "app",
    app: "shop",
    subnet: "app-b",
    kind: "instance",
    number: 14,
    secondary: [141, 142],
  },
  { name: "db-1", role: "db", app: "shop", subnet: "data-a", kind: "database", number: 50 },
  { name: "db-2", role: "db", app: "shop", subnet: "data-b", kind: "database", number: 51 },
  { name: "cache-1", role: "cache", app: "shop", subnet: "data-a", kind: "database", number: 60 },
  { name: "cache-2", role: "cache", app: "shop", subnet: "data-b", kind: "database", number: 61 },
  { name: "batch-1", role: "batch", app: "shop", subnet: "app-a", kind: "instance", number: 30 },
  { name: "fn-1", role: "function", app: "shop", subnet: "app-b", kind: "lambda", number: 80 },
  { name: "nat-1", role: "nat", app: "shared", subnet: "public-a", kind: "nat_gateway", number: 220 },
  { name: "nat-2", role: "nat", app: "shared", subnet: "public-b", kind: "nat_gateway", number: 221 },
  { name: "dns-1", role: "dns", app: "shared", subnet: "ops-a", kind: "instance", number: 53, ipv6: true },
  { name: "log-1", role: "log", app: "shared", subnet: "ops-a", kind: "instance", number: 54 },
  {
    name: "monitor-1",
    role: "monitor",
    app: "shared",
    subnet: "ops-a",
    kind: "instance",
    number: 90,
    ipv6: true,
  },
  { name: "bastion-1", role: "bastion", app: "shared", subnet: "public-a", kind: "instance", number: 5 },
  { name: "endpoint-1", role: "endpoint", app: "shared", subnet: "ops-a", kind: "vpc_endpoint", number: 200 },
  { name: "erp-1", role: "app", app: "erp", subnet: "erp-a", kind: "instance", number: 10 },
];

/**
 * A shop in one VPC with two zones, and an ERP host in a second VPC that is peered with it. Load balancer, web, app,
 * database and cache tiers, a batch job, a Lambda function, NAT gateways, and shared DNS, log, monitoring, bastion
 * and interface endpoint. Interfaces that AWS services own have no instance; `app-3` serves on a secondary address,
 * `app-4` has containers on secondary addresses.
 */
export function threeTierTopology(options: ThreeTierOptions = {}): Topology {
  const { region = "us-east-1", accountId = "123456789012", seed = 1 } = options;
  const id = (prefix: string, name: string) =>
    `${prefix}-0${new Random(`${seed} ${prefix} ${name}`).hex(16)}`;
  const zone = (az: number) => `${zonePrefix(region)}-az${az}`;

  const vpcs = VPCS.map(
    ({ name, prefix, ipv6 }): Vpc => ({
      id: id("vpc", name),
      name,
      cidr: `${prefix}.0.0/16`,
      ...(ipv6 && { ipv6Cidr: `${ipv6}00::/56` }),
    }),
  );
  const subnets = SUBNETS.map((plan): Subnet => {
    const { prefix, ipv6 } = VPCS.find(({ name }) => name === plan.vpc)!;
    return {
      id: id("subnet", plan.name),
      name: plan.name,
      vpcId: id("vpc", plan.vpc),
      cidr: `${prefix}.${plan.number}.0/24`,
      ...(plan.ipv6 && { ipv6Cidr: `${ipv6}${plan.number.toString(16).padStart(2, "0")}::/64` }),
      azId: zone(plan.az),
      isPublic: plan.name.startsWith("public-"),
    };
  });
  const interfaces = HOSTS.map((plan): NetworkInterface => {
    const subnet = subnets.find(({ name }) => name === plan.subnet)!;
    const onInstance = plan.kind === "instance";
    return {
      id: id("eni", plan.name),
      vpcId: subnet.vpcId,
      subnetId: subnet.id,
      accountId: plan.kind === "vpc_endpoint" ? "unknown" : accountId,
      ...(onInstance && { instanceId: id("i", plan.name) }),
      interfaceType: onInstance || plan.kind === "database" ? "interface" : plan.kind,
      addresses: addressesOf(plan, subnet),
      azId: subnet.azId,
      onNitro: onInstance,
      tags: { Name: plan.name },
      ...(onInstance && { instanceTags: { Name: plan.name, app: plan.app, owner: "café & co" } }),
    };
  });
  const hosts = HOSTS.map(
    ({ name, role, app }, position): Host => ({
      name,
      role,
      app,
      env: "prod",
      loc: region,
      interfaceId: interfaces[position]!.id,
      addresses: interfaces[position]!.addresses,
    }),
  );
  return {
    region,
    accountId,
    vpcs,
    subnets,
    interfaces,
    hosts,
    unloggedAddresses: unloggedAddresses(subnets),
    gatewayEndpointAddresses: new Set([S3_ADDRESS]),
    cloudServices: new Map([
      [S3_ADDRESS, "S3"],
      [AWS_API_ADDRESS, "AMAZON"],
    ]),
  };
}

/** Reached through a gateway endpoint. */
export const S3_ADDRESS = "192.0.2.10";
/** Reached through the NAT gateway. */
export const AWS_API_ADDRESS = "192.0.2.20";
/** The VPC's own resolver: base address of the VPC plus two. */
export const AMAZON_DNS_ADDRESS = "10.20.0.2";
export const METADATA_ADDRESS = "169.254.169.254";
export const AMAZON_TIME_ADDRESS = "169.254.169.123";

function unloggedAddresses(subnets: readonly Subnet[]): ReadonlySet<string> {
  const routers = subnets.map(({ cidr }) => cidr.replace(/\.0\/24$/, ".1"));
  const linkLocal = [
    METADATA_ADDRESS,
    AMAZON_TIME_ADDRESS,
    "169.254.169.253",
    "169.254.169.250",
    "169.254.169.251",
  ];
  return new Set([AMAZON_DNS_ADDRESS, "10.30.0.2", ...linkLocal, ...routers]);
}

function addressesOf(plan: HostPlan, subnet: Subnet): string[] {
  const network = subnet.cidr.slice(0, subnet.cidr.lastIndexOf("."));
  const ipv4 = [plan.number, ...(plan.secondary ?? [])].map((number) => `${network}.${number}`);
  return plan.ipv6 ? [...ipv4, subnet.ipv6Cidr!.replace("::/64", `::${plan.number.toString(16)}`)] : ipv4;
}

/** `us-east-1` → `use1`, `ap-southeast-2` → `apse2`: as zone ids begin. */
function zonePrefix(region: string): string {
  const [area = "", place = "", number = ""] = region.split("-");
  const initials = place.match(/north|south|east|west|central/g)?.map((word) => word[0]) ?? [];
  return `${area}${initials.join("")}${number}`;
}
