import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import { isSameId } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { json, list, named, object, reference, text, texts } from "../arm/shapes";
import { delegationsOf, networkOf } from "./virtual-network";

/** What a private endpoint can lead to. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Storage/storageAccounts": ["blob", "queue", "table", "file", "dfs", "web"],
  "Microsoft.KeyVault/vaults": ["vault"],
  "Microsoft.Web/sites": ["sites"],
};

const connections = named(
  object(
    {
      groupIds: texts,
      privateLinkServiceConnectionState: json,
      privateLinkServiceId: text(),
      requestMessage: text(),
      provisioningState: text(),
    },
    ["privateLinkServiceId"],
  ),
);

export const privateEndpoint: ArmType = {
  type: "Microsoft.Network/privateEndpoints",
  apiVersions: NETWORK,
  location: "required",
  properties: object(
    {
      applicationSecurityGroups: list(json),
      customDnsConfigs: list(json),
      customNetworkInterfaceName: text(),
      ipConfigurations: list(json),
      manualPrivateLinkServiceConnections: connections,
      privateLinkServiceConnections: connections,
      subnet: reference,
    },
    ["subnet"],
  ),
  readOnly: ["provisioningState", "networkInterfaces"],
  longRunning: "azure-async-operation",
  put(context, { body, id }) {
    const { resources } = context;
    const subnetId = (body.properties["subnet"] as { id: string }).id;
    const subnet = resources.get(subnetId);
    if (!subnet) {
      throw new CloudError(
        "InvalidResourceReference",
        `Resource ${subnetId} referenced by resource ${id} was not found.`,
      );
    }
    if (networkOf(context, subnetId)?.location !== body.location) {
      throw new CloudError(
        "InvalidResourceReference",
        `Resource ${subnetId} referenced by resource ${id} is not in the region ${body.location}.`,
      );
    }
    if (delegationsOf(subnet).length > 0) {
      throw new CloudError(
        "PrivateEndpointCannotBeCreatedInSubnetWithDelegation",
        `Private endpoint ${id} cannot be created in subnet ${subnetId}, which is delegated to ${delegationsOf(subnet)[0]}.`,
      );
    }
    const all = (body.properties["privateLinkServiceConnections"] ?? []) as {
      name: string;
      properties: { privateLinkServiceId: string; groupIds?: string[] };
    }[];
    for (const { properties } of all) {
      const target = resources.get(properties.privateLinkServiceId);
      const groups = GROUPS[target?.type ?? ""] ?? [];
      if (properties.groupIds?.length === 1 && groups.includes(properties.groupIds[0]!)) continue;
      throw new CloudError(
        target ? "PrivateEndpointGroupIdNotValid" : "PrivateLinkServiceNotFound",
        target
          ? `Private link service connection of ${id} needs exactly one of the group ids ${groups.join(", ")}, got ${properties.groupIds?.join(", ") ?? "none"}.`
          : `The private link service ${properties.privateLinkServiceId} of ${id} was not found.`,
      );
    }
    return {
      ...body,
      properties: { customDnsConfigs: [], ...body.properties, provisioningState: "Succeeded" },
    };
  },
};

const zoneConfig = object({ privateDnsZoneId: text() }, ["privateDnsZoneId"]);

/** Writes the address of an endpoint into zones. */
export const privateDnsZoneGroup: ArmType = {
  type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
  apiVersions: NETWORK,
  location: "none",
  properties: object({ privateDnsZoneConfigs: named(zoneConfig) }),
  readOnly: ["provisioningState"],
  longRunning: "azure-async-operation",
  put({ resources }, { body, id }) {
    const configs = (body.properties["privateDnsZoneConfigs"] ?? []) as {
      properties: { privateDnsZoneId: string };
    }[];
    for (const {
      properties: { privateDnsZoneId },
    } of configs) {
      if (
        resources
          .list("Microsoft.Network/privateDnsZones")
          .some((zone) => isSameId(zone.id, privateDnsZoneId))
      )
        continue;
      throw new CloudError(
        "InvalidResourceReference",
        `Resource ${privateDnsZoneId} referenced by resource ${id} was not found.`,
      );
    }
    return { ...body, properties: { ...body.properties, provisioningState: "Succeeded" } };
  },
};
