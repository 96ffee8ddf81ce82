import { PLATFORM } from "../arm/resource-manager";
import type { AzureCloud } from "../azure-cloud";

export interface PlacedVm {
  readonly name: string;
  /** Made where it does not exist. */
  readonly resourceGroup: string;
  /** What the system calls itself. @default the name */
  readonly computerName?: string;
  /** @default Linux */
  readonly os?: "Linux" | "Windows";
  readonly tags?: Readonly<Record<string, string>>;
  /** Private addresses, the primary one first. @default the next free one of the subnet */
  readonly addresses?: readonly string[];
  /** Whether the primary address has a public one too. @default false */
  readonly hasPublicAddress?: boolean;
  /** @default the first subscription */
  readonly subscriptionId?: string;
  /** @default that of the sandbox */
  readonly location?: string;
  /** @default the subnet `default` of a network `machines` of the group, which is made and has room for every private address */
  readonly subnetId?: string;
  /** @default Standard_D2s_v5 */
  readonly vmSize?: string;
  readonly architecture?: "x64" | "Arm64";
  /** Whether its disk was made elsewhere, so that Azure knows no profile of its system. @default false */
  readonly isSpecialised?: boolean;
  /** The flexible scale set that it belongs to. @default none */
  readonly scaleSetId?: string;
}

/** Every private range, so that a machine can have any address that a scene needs. */
const RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"];
const IMAGES = {
  Linux: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
  Windows: {
    publisher: "MicrosoftWindowsServer",
    offer: "WindowsServer",
    sku: "2022-datacenter",
    version: "latest",
  },
};

/**
 * Makes a virtual machine that runs, with its interface and what that needs.
 *
 * @returns the machine's id
 */
export async function placeVm(azure: AzureCloud, vm: PlacedVm): Promise<string> {
  const { manager, machines, resources } = azure;
  const { name, os = "Linux", location = azure.location, addresses = [undefined] } = vm;
  const group = `/subscriptions/${vm.subscriptionId ?? azure.subscriptionId}/resourceGroups/${vm.resourceGroup}`;
  const put = (id: string, body: object) => manager.put(id, body, PLATFORM);
  if (!resources.get(group)) await put(group, { location });
  const network = `${group}/providers/Microsoft.Network`;
  const subnet = { id: vm.subnetId ?? `${network}/virtualNetworks/machines/subnets/default` };
  if (!resources.get(subnet.id)) await put(`${network}/virtualNetworks/machines`, networkOf(location));
  const publicAddress = { id: `${network}/publicIPAddresses/${name}-ip` };
  if (vm.hasPublicAddress) {
    const properties = { publicIPAllocationMethod: "Static" };
    await put(publicAddress.id, { location, sku: { name: "Standard" }, properties });
  }
  const ipConfigurations = addresses.map((privateIPAddress, index) => ({
    name: `ipconfig${index + 1}`,
    properties: {
      subnet,
      primary: index === 0,
      ...(privateIPAddress === undefined ? {} : { privateIPAddress, privateIPAllocationMethod: "Static" }),
      ...(index === 0 && vm.hasPublicAddress ? { publicIPAddress: publicAddress } : {}),
    },
  }));
  const nic = await put(`${network}/networkInterfaces/${name}-nic`, {
    location,
    properties: { ipConfigurations },
  });
  const created = await put(`${group}/providers/Microsoft.Compute/virtualMachines/${name}`, {
    location,
    ...(vm.tags ? { tags: vm.tags } : {}),
    properties: {
      hardwareProfile: { vmSize: vm.vmSize ?? "Standard_D2s_v5" },
      ...(vm.scaleSetId ? { virtualMachineScaleSet: { id: vm.scaleSetId } } : {}),
      networkProfile: {
        networkInterfaces: [{ id: nic.id, properties: { primary: true, deleteOption: "Delete" } }],
      },
      ...(vm.isSpecialised
        ? { storageProfile: { osDisk: { createOption: "Attach", osType: os, name: `${name}-disk` } } }
        : {
            storageProfile: { imageReference: IMAGES[os], osDisk: { createOption: "FromImage", osType: os } },
            osProfile: { computerName: vm.computerName ?? name, adminUsername: "azureuser" },
          }),
    },
  });
  const guest = machines.of(created);
  guest.architecture = vm.architecture ?? "x64";
  return created.id;
}

function networkOf(location: string): object {
  const subnets = [{ name: "default", properties: { addressPrefixes: RANGES } }];
  return { location, properties: { addressSpace: { addressPrefixes: RANGES }, subnets } };
}
