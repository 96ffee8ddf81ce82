import * as network from "@pulumi/azure-native/network";
import type * as storage from "@pulumi/azure-native/storage";
import type * as pulumi from "@pulumi/pulumi";
import type { StorageService } from "../../../shared/azure/function-app/storage";
import { keepingIds } from "../keeping-ids";
import type { FunctionAppSettings } from "./function-app-settings";

/** Where private endpoints for some services stand: their subnet, and the private DNS zone of each service. */
export type EndpointPlace<Service extends StorageService> = {
  readonly [Name in "subnetId" | `${Service}ZoneId`]: pulumi.Output<string>;
};

/**
 * Private endpoints of an account, one for each of its services that the function calls, and their names in the private DNS
 * zones.
 *
 * @param where undefined where the account is reached from anywhere
 * @returns everything that has to exist before the function reaches the account
 */
export function privateEndpoints<Service extends StorageService>(
  name: string,
  account: storage.StorageAccount,
  services: readonly Service[],
  where: EndpointPlace<Service> | undefined,
  settings: FunctionAppSettings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { resourceGroupName, location, tags } = settings;
  if (where === undefined) return [];
  return services.map((service) => {
    const endpoint = new network.PrivateEndpoint(
      `${name}-${service}`,
      {
        resourceGroupName,
        location,
        subnet: { id: where.subnetId },
        privateLinkServiceConnections: [
          { name: service, privateLinkServiceId: account.id, groupIds: [service] },
        ],
        tags,
      },
      keepingIds(opts, { subnet: where.subnetId, privateLinkServiceConnections: account.id }),
    );
    const zone = where[`${service}ZoneId`];
    return new network.PrivateDnsZoneGroup(
      `${name}-${service}`,
      {
        resourceGroupName,
        privateEndpointName: endpoint.name,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: service, privateDnsZoneId: zone }],
      },
      keepingIds(opts, { privateDnsZoneConfigs: zone }),
    );
  });
}
