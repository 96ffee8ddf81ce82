import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { flag, json, list, named, object, reference, text } from "../arm/shapes";

const ipConfiguration = object({
  applicationGatewayBackendAddressPools: list(json),
  applicationSecurityGroups: list(json),
  loadBalancerBackendAddressPools: list(json),
  primary: flag,
  privateIPAddress: text(),
  privateIPAddressVersion: text({ oneOf: ["IPv4", "IPv6"] }),
  privateIPAllocationMethod: text({ oneOf: ["Static", "Dynamic"] }),
  provisioningState: text(),
  publicIPAddress: reference,
  subnet: reference,
});

export const networkInterface: ArmType = {
  type: "Microsoft.Network/networkInterfaces",
  apiVersions: NETWORK,
  location: "required",
  properties: object(
    {
      auxiliaryMode: text(),
      auxiliarySku: text(),
      disableTcpStateTracking: flag,
      dnsSettings: json,
      enableAcceleratedNetworking: flag,
      enableIPForwarding: flag,
      ipConfigurations: named(ipConfiguration, { min: 1 }),
      macAddress: text(),
      migrationPhase: text(),
      networkSecurityGroup: reference,
      nicType: text(),
      privateLinkService: reference,
      workloadType: text(),
    },
    ["ipConfigurations"],
  ),
  readOnly: [
    "provisioningState",
    "resourceGuid",
    "virtualMachine",
    "privateEndpoint",
    "primary",
    "hostedWorkloads",
  ],
  longRunning: "azure-async-operation",
  put({ ids, resources }, { body, before }) {
    for (const one of body.properties["ipConfigurations"] as { properties?: { subnet?: { id: string } } }[]) {
      const id = one.properties?.subnet?.id;
      if (id !== undefined && resources.get(id)) continue;
      throw new CloudError(
        "InvalidResourceReference",
        `Resource ${id ?? "(no subnet)"} referenced by resource ${body.location} network interface was not found. ` +
          "Please make sure that the referenced resource exists, and that both resources are in the same region.",
      );
    }
    const mac =
      before?.properties["macAddress"] ?? `00-22-48-${ids.hex(2)}-${ids.hex(2)}-${ids.hex(2)}`.toUpperCase();
    return {
      ...body,
      properties: {
        enableAcceleratedNetworking: false,
        enableIPForwarding: false,
        nicType: "Standard",
        macAddress: mac,
        ...body.properties,
        resourceGuid: before?.properties["resourceGuid"] ?? ids.uuid(),
        provisioningState: "Succeeded",
      },
    };
  },
};
