import { createHash } from "node:crypto";
import type { Subnet, Topology } from "../../cloud/traffic/topology";
import { PLATFORM, type ResourceManager } from "../arm/resource-manager";

/** Names of what `placeTopology` makes beside the topology's own networks. */
export const PLACES = {
  resourceGroup: "network",
  /** Delegated to `Microsoft.App/environments`: function apps live here. */
  functions: "functions",
  /** For private endpoints. */
  endpoints: "endpoints",
} as const;

/**
 * Makes the networks of a topology in a subscription: each as a virtual network of its name in the group `network`, with
 * its subnets, one more for function apps and one for private endpoints. Each interface is a network interface whose name
 * is the interface's id, with its addresses and a MAC of its own.
 */
export async function placeTopology(
  manager: ResourceManager,
  subscription: string,
  location: string,
  topology: Topology,
): Promise<void> {
  const group = `${subscription}/resourceGroups/${PLACES.resourceGroup}`;
  const put = (id: string, body: object) => manager.put(id, body, PLATFORM);
  await put(group, { location });
  const network = `${group}/providers/Microsoft.Network`;
  for (const { id, name, cidr, ipv6Cidr } of topology.vpcs) {
    const prefix = cidr.split(".").slice(0, 2).join(".");
    const own = topology.subnets
      .filter(({ vpcId }) => vpcId === id)
      .map((one) => subnet(one.name, prefixesOf(one)));
    const delegation = { name: "app", properties: { serviceName: "Microsoft.App/environments" } };
    const added = [
      subnet(PLACES.functions, { addressPrefix: `${prefix}.250.0/24`, delegations: [delegation] }),
      subnet(PLACES.endpoints, { addressPrefix: `${prefix}.251.0/24` }),
    ];
    const addressPrefixes = [cidr, ...(ipv6Cidr === undefined ? [] : [ipv6Cidr])];
    const properties = { addressSpace: { addressPrefixes }, subnets: [...own, ...added] };
    await put(`${network}/virtualNetworks/${name}`, { location, properties });
  }
  for (const { id, vpcId, subnetId, addresses } of topology.interfaces) {
    const vpc = topology.vpcs.find((one) => one.id === vpcId)!;
    const { name } = topology.subnets.find((one) => one.id === subnetId)!;
    const place = { id: `${network}/virtualNetworks/${vpc.name}/subnets/${name}` };
    const ipConfigurations = addresses.map((privateIPAddress, index) => ({
      name: `ipconfig${index + 1}`,
      properties: {
        primary: index === 0,
        privateIPAddress,
        privateIPAddressVersion: privateIPAddress.includes(":") ? "IPv6" : "IPv4",
        privateIPAllocationMethod: "Static",
        subnet: place,
      },
    }));
    const properties = { ipConfigurations, macAddress: macAddressOf(id) };
    await put(`${network}/networkInterfaces/${id}`, { location, properties });
  }
}

/** The MAC address of an interface, in Azure's range, as Resource Manager writes it: `00-22-48-0A-0B-0C`. */
export function macAddressOf(interfaceId: string): string {
  const hex = createHash("sha256").update(interfaceId).digest("hex").toUpperCase();
  return `00-22-48-${hex.slice(0, 2)}-${hex.slice(2, 4)}-${hex.slice(4, 6)}`;
}

function subnet(name: string, properties: object): object {
  return { name, properties };
}

function prefixesOf({ cidr, ipv6Cidr }: Subnet): object {
  return ipv6Cidr === undefined ? { addressPrefix: cidr } : { addressPrefixes: [cidr, ipv6Cidr] };
}
