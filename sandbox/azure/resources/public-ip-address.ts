import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import type { ArmResource } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { anything, json, list, object, reference, sku, text } from "../arm/shapes";

/** Public addresses. A dynamic one has no address until it is used by a machine that runs. */
export const publicIpAddress: ArmType = {
  type: "Microsoft.Network/publicIPAddresses",
  apiVersions: NETWORK,
  location: "required",
  hasZones: true,
  sku: sku(["Basic", "Standard", "StandardV2"]),
  properties: object({
    ddosSettings: json,
    deleteOption: text(),
    dnsSettings: json,
    idleTimeoutInMinutes: anything,
    ipTags: list(json),
    linkedPublicIPAddress: reference,
    migrationPhase: text(),
    natGateway: reference,
    publicIPAddressVersion: text({ oneOf: ["IPv4", "IPv6"] }),
    publicIPAllocationMethod: text({ oneOf: ["Static", "Dynamic"] }),
    publicIPPrefix: reference,
    servicePublicIPAddress: reference,
  }),
  readOnly: ["ipAddress", "ipConfiguration", "provisioningState", "resourceGuid"],
  longRunning: "azure-async-operation",
  isPaged: true,
  put({ ids }, { body, before }) {
    const { publicIPAddressVersion = "IPv4", publicIPAllocationMethod = "Dynamic" } = body.properties;
    const skuName = body.sku?.["name"] ?? "Basic";
    if (skuName !== "Basic" && publicIPAllocationMethod !== "Static") {
      throw new CloudError(
        "StandardSkuPublicIPAddressesMustBeStatic",
        `The public IP address of sku ${skuName} must have the allocation method Static.`,
      );
    }
    const part = () => Math.floor(ids.fraction() * 254) + 1;
    const address =
      publicIPAddressVersion === "IPv6"
        ? `2001:db8:${ids.hex(4)}::${ids.hex(3)}`
        : `198.18.${part()}.${part()}`;
    return {
      ...body,
      sku: { name: skuName, tier: "Regional" },
      properties: {
        idleTimeoutInMinutes: 4,
        ipTags: [],
        ...body.properties,
        publicIPAddressVersion,
        publicIPAllocationMethod,
        ipAddress: before?.properties["ipAddress"] ?? address,
        ...(before?.properties["ipConfiguration"]
          ? { ipConfiguration: before.properties["ipConfiguration"] }
          : {}),
        resourceGuid: before?.properties["resourceGuid"] ?? ids.uuid(),
        provisioningState: "Succeeded",
      },
    };
  },
  beforeDelete(_context, { id, properties }) {
    const user = (properties["ipConfiguration"] as { id?: string } | undefined)?.id;
    if (user === undefined) return;
    throw new CloudError(
      "PublicIPAddressCannotBeDeleted",
      `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}.`,
    );
  },
  view(context, address) {
    const { ipAddress, ...shown } = address.properties;
    return isAllocated(context, address) ? { ...shown, ipAddress } : shown;
  },
};

function isAllocated({ resources, machines }: ArmContext, { properties }: ArmResource): boolean {
  if (properties["publicIPAllocationMethod"] === "Static") return true;
  const user = (properties["ipConfiguration"] as { id: string } | undefined)?.id;
  const nic = resources.get(user?.replace(/\/ipConfigurations\/[^/]+$/i, "") ?? "");
  const machine = resources.get((nic?.properties["virtualMachine"] as { id?: string } | undefined)?.id ?? "");
  return machine !== undefined && machines.of(machine).powerState !== "deallocated";
}
