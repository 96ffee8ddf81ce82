import { PLATFORM } from "../../../../../sandbox/azure/arm/resource-manager";
import type { AzureCloud } from "../../../../../sandbox/azure/azure-cloud";

/** Arguments of a component that is reached in the network alone. */
export interface HubNetwork<Service extends string> {
  readonly network: { readonly subnetId: string };
  readonly privateEndpoints: { readonly subnetId: string } & Readonly<Record<`${Service}ZoneId`, string>>;
}

/** Makes a network with a subnet for function apps and one for private endpoints, and private zones of services in it. */
export async function hubNetwork<Service extends string>(
  { location, manager, subscriptionId }: AzureCloud,
  services: readonly Service[],
): Promise<HubNetwork<Service>> {
  const put = (id: string, body: object) => manager.put(id, body, PLATFORM);
  const group = `/subscriptions/${subscriptionId}/resourceGroups/network`;
  const networkId = `${group}/providers/Microsoft.Network/virtualNetworks/hub`;
  const delegation = { name: "app", properties: { serviceName: "Microsoft.App/environments" } };
  await put(group, { location });
  await put(networkId, {
    location,
    properties: {
      addressSpace: { addressPrefixes: ["10.6.0.0/16"] },
      subnets: [
        { name: "functions", properties: { addressPrefix: "10.6.1.0/24", delegations: [delegation] } },
        { name: "endpoints", properties: { addressPrefix: "10.6.2.0/24" } },
      ],
    },
  });
  const zones: [string, string][] = [];
  for (const service of services) {
    const id = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.${service}.core.windows.net`;
    await put(id, { location: "global", properties: {} });
    await put(`${id}/virtualNetworkLinks/hub`, {
      location: "global",
      properties: { registrationEnabled: false, virtualNetwork: { id: networkId } },
    });
    zones.push([`${service}ZoneId`, id]);
  }
  return {
    network: { subnetId: `${networkId}/subnets/functions` },
    privateEndpoints: {
      subnetId: `${networkId}/subnets/endpoints`,
      ...(Object.fromEntries(zones) as Record<`${Service}ZoneId`, string>),
    },
  };
}
