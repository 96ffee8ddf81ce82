import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import { type ArmResource, isSameId } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { flag, json, list, named, object, reference, text } from "../arm/shapes";
import { configurationsOf, type IpConfiguration } from "./ip-configurations";
import { addressesOf } from "./private-addresses";

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
    const { ids, resources } = context;
    const given = body.properties["ipConfigurations"] as IpConfiguration[];
    for (const one of given) {
      checkReference(
        resources.get(one.properties?.subnet?.id ?? ""),
        one.properties?.subnet?.id ?? "(no subnet)",
        id,
      );
      checkPublicAddress(context, one, id);
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
        ipConfigurations: completed(context, id, given, before),
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
      if (id !== undefined && !stays) await assign(context, id, undefined);
    }
    for (const { name, properties } of used) {
      const id = properties?.publicIPAddress?.id;
      if (id !== undefined) await assign(context, id, `${nic.id}/ipConfigurations/${name}`);
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
      if (properties?.publicIPAddress) await assign(context, properties.publicIPAddress.id, undefined);
    }
  },
};

/** Notes in an interface which machine it belongs to. */
export async function attach(
  { resources }: ArmContext,
  nicId: string,
  machineId: string,
  primary: boolean,
): Promise<void> {
  const nic = resources.get(nicId);
  if (nic)
    await resources.put(nicId, {
      ...nic,
      properties: { ...nic.properties, virtualMachine: { id: machineId }, primary },
    });
}

/** Takes the machine out of an interface. */
export async function detach({ resources }: ArmContext, nicId: string): Promise<void> {
  const nic = resources.get(nicId);
  if (nic === undefined) return;
  const { virtualMachine: _, primary: __, ...properties } = nic.properties;
  await resources.put(nicId, { ...nic, properties });
}

async function assign(
  { resources }: ArmContext,
  id: string,
  configurationId: string | undefined,
): Promise<void> {
  const address = resources.get(id);
  if (address === undefined) return;
  const { ipConfiguration: _, ...properties } = address.properties;
  const user = configurationId === undefined ? {} : { ipConfiguration: { id: configurationId } };
  await resources.put(id, { ...address, properties: { ...properties, ...user } });
}

/** The configurations with addresses, the first one primary where none is said to be. */
function completed(
  context: ArmContext,
  nicId: string,
  given: readonly IpConfiguration[],
  before: ArmResource | undefined,
): object[] {
  const old = before ? configurationsOf(before) : [];
  const isPrimarySaid = given.some(({ properties }) => properties?.primary);
  const addresses = addressesOf(context.resources);
  const taken = new Set<string>();
  return given.map((one, index) => {
    const { privateIPAddressVersion = one.properties?.privateIPAddress?.includes(":") ? "IPv6" : "IPv4" } =
      one.properties ?? {};
    const kept = old.find(({ name }) => name === one.name)?.properties?.privateIPAddress;
    const wanted = one.properties?.privateIPAddress ?? kept;
    const subnet = context.resources.get(one.properties!.subnet!.id)!;
    const privateIPAddress = addresses.take({
      nicId,
      subnet,
      wanted,
      isIPv6: privateIPAddressVersion === "IPv6",
      taken,
    });
    return {
      ...one,
      id: `${nicId}/ipConfigurations/${one.name}`,
      type: "Microsoft.Network/networkInterfaces/ipConfigurations",
      properties: {
        privateIPAllocationMethod: "Dynamic",
        ...one.properties,
        ...(privateIPAddress === undefined ? {} : { privateIPAddress }),
        privateIPAddressVersion,
        primary: isPrimarySaid ? (one.properties?.primary ?? false) : index === 0,
        provisioningState: "Succeeded",
      },
    };
  });
}

function checkPublicAddress(
  { resources }: ArmContext,
  { name, properties }: IpConfiguration,
  nicId: string,
): void {
  const id = properties?.publicIPAddress?.id;
  if (id === undefined) return;
  const address = resources.get(id);
  checkReference(address, id, nicId);
  const user = (address!.properties["ipConfiguration"] as { id: string } | undefined)?.id;
  if (user === undefined || isSameId(user, `${nicId}/ipConfigurations/${name}`)) return;
  throw new CloudError(
    "PublicIPAddressInUse",
    `Resource ${nicId}/ipConfigurations/${name} is referencing public IP address ${id} that is already allocated to resource ${user}.`,
  );
}

function checkReference(found: ArmResource | undefined, id: string, by: string): void {
  if (found !== undefined) return;
  throw new CloudError(
    "InvalidResourceReference",
    `Resource ${id} referenced by resource ${by} was not found. ` +
      "Please make sure that the referenced resource exists, and that both resources are in the same region.",
  );
}
