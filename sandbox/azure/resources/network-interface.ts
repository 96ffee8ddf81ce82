import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import { isSameId } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { flag, json, list, named, object, reference, text } from "../arm/shapes";
import { completedConfigurations } from "./interface-addresses";
import { assignPublicAddress, checkInterfaceReferences } from "./interface-references";
import { configurationsOf, type IpConfiguration } from "./ip-configurations";

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
  isPaged: true,
  put(context, { id, body, before }) {
    const { ids } = context;
    const given = body.properties["ipConfigurations"] as IpConfiguration[];
    for (const one of given) checkInterfaceReferences(context, one, id);
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
        ipConfigurations: completedConfigurations(context, id, given, before),
        ...(before?.properties["virtualMachine"]
          ? { virtualMachine: before.properties["virtualMachine"], primary: before.properties["primary"] }
          : {}),
        resourceGuid: before?.properties["resourceGuid"] ?? ids.uuid(),
        provisioningState: "Succeeded",
      },
    };
  },
  async afterPut(context, nic, { before }) {
    const used = configurationsOf(nic);
    for (const one of before ? configurationsOf(before) : []) {
      const id = one.properties?.publicIPAddress?.id;
      const stays = used.some(({ properties }) => isSameId(properties?.publicIPAddress?.id, id));
      if (id !== undefined && !stays) await assignPublicAddress(context, id, undefined);
    }
    for (const { name, properties } of used) {
      const id = properties?.publicIPAddress?.id;
      if (id !== undefined) await assignPublicAddress(context, id, `${nic.id}/ipConfigurations/${name}`);
    }
  },
  beforeDelete(_context, { id, name, properties }) {
    const machine = (properties["virtualMachine"] as { id?: string } | undefined)?.id;
    if (machine === undefined) return;
    throw new CloudError(
      "NicInUse",
      `Network Interface ${id} is used by existing resource ${machine}. In order to delete the network interface, it must be ` +
        `dissociated from the resource. To learn more, see aka.ms/deletenic. (${name})`,
    );
  },
  async afterDelete(context, nic) {
    for (const { properties } of configurationsOf(nic)) {
      if (properties?.publicIPAddress)
        await assignPublicAddress(context, properties.publicIPAddress.id, undefined);
    }
  },
};
