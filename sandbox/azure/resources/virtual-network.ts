import { BlockList, isIP } from "node:net";
import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import { type ArmResource, isSameId, isWithin, parentOf, typeOf } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { anything, flag, integer, json, list, named, object, reference, text, texts } from "../arm/shapes";

const subnetProperties = object({
  addressPrefix: text(),
  addressPrefixes: texts,
  applicationGatewayIPConfigurations: list(json),
  defaultOutboundAccess: flag,
  delegations: named(
    object({ serviceName: text(), actions: texts, provisioningState: text() }, ["serviceName"]),
  ),
  ipAllocations: list(json),
  ipamPoolPrefixAllocations: list(json),
  natGateway: reference,
  networkSecurityGroup: reference,
  privateEndpointNetworkPolicies: text({
    oneOf: ["Enabled", "Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"],
  }),
  privateLinkServiceNetworkPolicies: text({ oneOf: ["Enabled", "Disabled"] }),
  routeTable: reference,
  serviceEndpointPolicies: list(json),
  serviceEndpoints: list(
    object({ service: text(), locations: texts, networkIdentifier: json, provisioningState: text() }),
  ),
  sharingScope: text(),
});

const SUBNET_READ_ONLY = [
  "provisioningState",
  "purpose",
  "ipConfigurations",
  "privateEndpoints",
  "serviceAssociationLinks",
];

/** Services that can have a subnet for themselves. */
const DELEGATIONS = [
  "Microsoft.App/environments",
  "Microsoft.Web/serverFarms",
  "Microsoft.ContainerInstance/containerGroups",
  "Microsoft.Sql/managedInstances",
];

/** Networks. Their subnets are resources too, and show in the network. */
export const virtualNetwork: ArmType = {
  type: "Microsoft.Network/virtualNetworks",
  apiVersions: NETWORK,
  location: "required",
  properties: object(
    {
      addressSpace: object({ addressPrefixes: texts, ipamPoolPrefixAllocations: list(json) }),
      bgpCommunities: json,
      ddosProtectionPlan: reference,
      dhcpOptions: object({ dnsServers: texts }),
      enableDdosProtection: flag,
      enableVmProtection: flag,
      encryption: json,
      flowTimeoutInMinutes: integer({ min: 4, max: 30 }),
      ipAllocations: list(json),
      privateEndpointVNetPolicies: text(),
      subnets: named(anything),
      virtualNetworkPeerings: named(anything),
    },
    ["addressSpace"],
  ),
  readOnly: ["provisioningState", "resourceGuid", "flowLogs"],
  longRunning: "azure-async-operation",
  put: ({ ids }, { body: { properties, ...body }, before }) => {
    const { subnets, ...own } = properties;
    return {
      ...body,
      properties: {
        enableDdosProtection: false,
        privateEndpointVNetPolicies: "Disabled",
        virtualNetworkPeerings: [],
        ...own,
        resourceGuid: before?.properties["resourceGuid"] ?? ids.uuid(),
        provisioningState: "Succeeded",
      },
    };
  },
  async afterPut(context, network, { body }) {
    await makeWatcher(context, network);
    const wanted = body.properties["subnets"] as { name: string; properties?: object }[] | undefined;
    if (wanted === undefined) return;
    for (const { name, properties = {} } of wanted) {
      await context.put(`${network.id}/subnets/${name}`, {
        properties: properties as Record<string, unknown>,
      });
    }
    for (const subnet of subnetsOf(context, network)) {
      if (wanted.some(({ name }) => name.toLowerCase() === subnet.name.toLowerCase())) continue;
      checkIsUnused(context, subnet);
      await context.resources.delete(subnet.id);
    }
  },
  beforeDelete: (context, network) => {
    for (const subnet of subnetsOf(context, network)) checkIsUnused(context, subnet);
  },
  view: (context, network) => {
    const subnets = subnetsOf(context, network).map((one) => ({
      ...one,
      properties: subnetView(context, one),
    }));
    const flowLogs = context.resources
      .list("Microsoft.Network/networkWatchers/flowLogs")
      .filter((log) => isSameId(log.properties["targetResourceId"], network.id))
      .map(({ id }) => ({ id }));
    return { ...network.properties, subnets, ...(flowLogs.length > 0 ? { flowLogs } : {}) };
  },
};

export const subnet: ArmType = {
  type: "Microsoft.Network/virtualNetworks/subnets",
  apiVersions: NETWORK,
  location: "none",
  properties: subnetProperties,
  readOnly: SUBNET_READ_ONLY,
  longRunning: "azure-async-operation",
  put(context, { id, body: { properties, ...body } }) {
    const delegations = (properties["delegations"] ?? []) as {
      name: string;
      properties: { serviceName: string };
    }[];
    for (const {
      properties: { serviceName },
    } of delegations) {
      if (!DELEGATIONS.includes(serviceName)) {
        throw new CloudError(
          "SubnetDelegationServiceNotFound",
          `The service '${serviceName}' of the delegation of subnet ${id} is not found.`,
        );
      }
    }
    checkOtherSubnets(context, id, properties);
    return {
      ...body,
      properties: {
        privateEndpointNetworkPolicies: "Disabled",
        privateLinkServiceNetworkPolicies: "Enabled",
        ...properties,
        delegations: delegations.map((one) => ({
          ...one,
          id: `${id}/delegations/${one.name}`,
          properties: { ...one.properties, provisioningState: "Succeeded" },
          type: "Microsoft.Network/virtualNetworks/subnets/delegations",
        })),
        provisioningState: "Succeeded",
      },
    };
  },
  beforeDelete: checkIsUnused,
  view: subnetView,
};

/** The first network of a subscription in a Region brings the network watcher of that Region along. */
async function makeWatcher({ resources, put }: ArmContext, { id, location }: ArmResource): Promise<void> {
  const subscription = `/subscriptions/${id.split("/")[2]}`;
  const watchers = resources.list("Microsoft.Network/networkWatchers", subscription);
  if (watchers.some((watcher) => watcher.location === location)) return;
  const group = `${subscription}/resourceGroups/NetworkWatcherRG`;
  if (!resources.get(group)) await put(group, { location: location! });
  const watcher = `${group}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${location}`;
  await put(watcher, { location: location! });
}

/** The network, and its Region, of a subnet. */
export function networkOf({ resources }: ArmContext, subnetId: string): ArmResource | undefined {
  return resources.get(parentOf(subnetId) ?? "");
}

/** Services that a subnet is delegated to. */
export function delegationsOf(subnet: ArmResource): string[] {
  const delegations = (subnet.properties["delegations"] ?? []) as { properties: { serviceName: string } }[];
  return delegations.map((one) => one.properties.serviceName);
}

function subnetsOf({ resources }: ArmContext, network: ArmResource): ArmResource[] {
  return resources.list("Microsoft.Network/virtualNetworks/subnets", network.id);
}

function subnetView({ resources }: ArmContext, subnet: ArmResource): Record<string, unknown> {
  const endpoints = resources
    .list("Microsoft.Network/privateEndpoints")
    .filter((one) => isSameId((one.properties["subnet"] as { id?: string } | undefined)?.id, subnet.id))
    .map(({ id }) => ({ id }));
  return { ...subnet.properties, ...(endpoints.length > 0 ? { privateEndpoints: endpoints } : {}) };
}

function checkIsUnused({ resources }: ArmContext, subnet: ArmResource): void {
  const user = resources.list().find(({ id, properties }) => {
    // A rule of an SQL server refers to a subnet, and does not hold it.
    if (isWithin(id, subnet.id) || typeOf(id) === "Microsoft.Sql/servers/virtualNetworkRules") return false;
    const configurations = (properties["ipConfigurations"] ?? []) as {
      properties?: { subnet?: { id: string } };
    }[];
    return [
      properties["virtualNetworkSubnetId"],
      (properties["subnet"] as { id?: string } | undefined)?.id,
      ...configurations.map((one) => one.properties?.subnet?.id),
    ].some((used) => isSameId(used, subnet.id));
  });
  if (!user) return;
  throw new CloudError(
    "InUseSubnetCannotBeDeleted",
    `Subnet ${subnet.name} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the ` +
      "resources within the subnet. See aka.ms/deletesubnet.",
  );
}

function checkOtherSubnets(
  context: ArmContext,
  id: string,
  properties: Readonly<Record<string, unknown>>,
): void {
  const network = networkOf(context, id);
  const space = network?.properties["addressSpace"] as { addressPrefixes?: string[] } | undefined;
  const own = prefixesOf(properties);
  if (own.length === 0) {
    throw new CloudError("SubnetAddressPrefixMissing", `Subnet ${id} has no address prefix.`);
  }
  for (const prefix of own) {
    if (space?.addressPrefixes && !space.addressPrefixes.some((one) => contains(one, prefix))) {
      throw new CloudError(
        "NetcfgSubnetRangeOutsideVnet",
        `Subnet '${id.slice(id.lastIndexOf("/") + 1)}' is not valid because its IP address range is outside the IP address range of virtual network '${network?.name}'.`,
      );
    }
    for (const other of network ? subnetsOf(context, network) : []) {
      if (isSameId(other.id, id)) continue;
      if (!prefixesOf(other.properties).some((one) => contains(one, prefix) || contains(prefix, one)))
        continue;
      throw new CloudError(
        "NetcfgSubnetRangesOverlap",
        `Subnet '${id.slice(id.lastIndexOf("/") + 1)}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network?.name}'.`,
      );
    }
  }
}

/** The address ranges of a subnet. */
export function prefixesOf(properties: Readonly<Record<string, unknown>>): string[] {
  const { addressPrefix, addressPrefixes } = properties as {
    addressPrefix?: string;
    addressPrefixes?: string[];
  };
  return addressPrefixes ?? (addressPrefix === undefined ? [] : [addressPrefix]);
}

/** Whether a range of addresses lies in another. */
export function contains(outer: string, inner: string): boolean {
  const [network = "", length] = outer.split("/");
  const [address = "", innerLength] = inner.split("/");
  if (isIP(network) !== isIP(address) || Number(length) > Number(innerLength)) return false;
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  const range = new BlockList();
  range.addSubnet(network, Number(length), family);
  return range.check(address, family);
}
