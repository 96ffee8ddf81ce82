import { type ArmResource, isWithin } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";

/** Where calls from outside of every function app come from; a documentation address. */
export const OUTSIDE_ADDRESS = "203.0.113.10";

interface Rules {
  readonly defaultAction?: string;
  readonly bypass?: string;
  readonly ipRules?: readonly { readonly value?: string }[];
  readonly virtualNetworkRules?: readonly { readonly id?: string }[];
}

/** How a network rule lets a call in, or why it does not. */
export type NetworkVerdict = "private-endpoint" | "public" | "refused" | "disabled";

/**
 * Whether a call from a function app, or from outside, reaches a storage account or a vault.
 *
 * A private endpoint in the app's virtual network, whose zone is linked to it, is not subject to the rules. All other
 * calls arrive at the public endpoint: it may be disabled, and with `defaultAction: Deny` only the subnets and addresses
 * that are listed may call. The platform of function apps is not among the trusted services of `bypass`.
 *
 * @param group of the private endpoint: `blob`, `queue`, `table` or `vault`
 */
export function networkVerdict(
  resources: ArmTable,
  target: ArmResource,
  group: string,
  siteId: string | undefined,
): NetworkVerdict {
  const subnetId = subnetOf(resources, siteId);
  if (subnetId !== undefined && hasPrivateEndpoint(resources, target.id, group, networkOf(subnetId))) {
    return "private-endpoint";
  }
  if (String(target.properties["publicNetworkAccess"] ?? "").toLowerCase() === "disabled") return "disabled";
  const rules = rulesOf(target);
  if (rules.defaultAction?.toLowerCase() !== "deny") return "public";
  const isListed =
    subnetId === undefined
      ? siteId === undefined &&
        (rules.ipRules ?? []).some(({ value }) => covers(value ?? "", OUTSIDE_ADDRESS))
      : (rules.virtualNetworkRules ?? []).some(({ id }) => id?.toLowerCase() === subnetId.toLowerCase());
  return isListed ? "public" : "refused";
}

/** Whether services such as the writer of flow logs get in: `bypass` lists `AzureServices`, or nothing is denied. */
export function admitsTrustedServices(target: ArmResource): boolean {
  const { defaultAction, bypass = "AzureServices" } = rulesOf(target);
  const isOpen =
    defaultAction?.toLowerCase() !== "deny" &&
    String(target.properties["publicNetworkAccess"] ?? "").toLowerCase() !== "disabled";
  return isOpen || bypass.split(/, */).some((one) => one.toLowerCase() === "azureservices");
}

function rulesOf({ properties }: ArmResource): Rules {
  return (properties["networkAcls"] as Rules | undefined) ?? {};
}

function subnetOf(resources: ArmTable, siteId: string | undefined): string | undefined {
  const subnet =
    siteId === undefined ? undefined : resources.get(siteId)?.properties["virtualNetworkSubnetId"];
  return typeof subnet === "string" && subnet !== "" ? subnet : undefined;
}

const networkOf = (subnetId: string): string => subnetId.replace(/\/subnets\/[^/]+$/i, "");

interface Connection {
  readonly properties?: { readonly privateLinkServiceId?: string; readonly groupIds?: readonly string[] };
}

function hasPrivateEndpoint(
  resources: ArmTable,
  targetId: string,
  group: string,
  networkId: string,
): boolean {
  return resources.list("Microsoft.Network/privateEndpoints").some(({ id, properties }) => {
    const subnet = (properties["subnet"] as { id?: string } | undefined)?.id ?? "";
    const connections = (properties["privateLinkServiceConnections"] as Connection[] | undefined) ?? [];
    return (
      isWithin(subnet, networkId) &&
      connections.some(
        (connection) =>
          connection.properties?.privateLinkServiceId?.toLowerCase() === targetId.toLowerCase() &&
          connection.properties.groupIds?.some((one) => one.toLowerCase() === group),
      ) &&
      resolves(resources, id, networkId)
    );
  });
}

/**
 * Whether the name of the target leads to the endpoint: the endpoint is registered in a private zone, and the zone is linked
 * to the network. A zone that does not stand in the table belongs to somebody else and counts as linked.
 */
function resolves(resources: ArmTable, endpointId: string, networkId: string): boolean {
  const groups = resources.list("Microsoft.Network/privateEndpoints/privateDnsZoneGroups", endpointId);
  const zones = groups.flatMap(({ properties }) => {
    const configs =
      (properties["privateDnsZoneConfigs"] as { properties?: { privateDnsZoneId?: string } }[]) ?? [];
    return configs.flatMap((config) => config.properties?.privateDnsZoneId ?? []);
  });
  return zones.some((zoneId) => {
    if (resources.get(zoneId) === undefined) return true;
    const links = resources.list("Microsoft.Network/privateDnsZones/virtualNetworkLinks", zoneId);
    return links.some(
      ({ properties }) =>
        (properties["virtualNetwork"] as { id?: string } | undefined)?.id?.toLowerCase() ===
        networkId.toLowerCase(),
    );
  });
}

/** Whether an address or range of IPv4, such as `203.0.113.0/24`, covers an address. */
function covers(range: string, address: string): boolean {
  const [base = "", length = "32"] = range.split("/");
  const shift = 32 - Number(length);
  const [one, other] = [base, address].map((text) =>
    text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0),
  );
  return Math.floor(one! / 2 ** shift) === Math.floor(other! / 2 ** shift);
}
