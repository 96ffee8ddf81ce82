const COLUMNS = `project id, type, name, location, subscriptionId, tags,
    vmId = tostring(properties.vmId),
    computerName = tostring(properties.osProfile.computerName),
    os = tostring(properties.storageProfile.osDisk.osType),
    size = tostring(properties.hardwareProfile.vmSize),
    provisioningState = tostring(properties.provisioningState),
    powerState = tostring(properties.extended.instanceView.powerState.code),
    interfaces = properties.networkProfile.networkInterfaces,
    configurations = properties.ipConfigurations,
    address = tostring(properties.ipAddress)`;

export const TYPES = {
  machine: "microsoft.compute/virtualmachines",
  uniformMachine: "microsoft.compute/virtualmachinescalesets/virtualmachines",
  networkInterface: "microsoft.network/networkinterfaces",
  publicAddress: "microsoft.network/publicipaddresses",
  resourceGroup: "microsoft.resources/subscriptions/resourcegroups",
} as const;

/**
 * Everything that an inventory is made of, a row for each resource: machines, network interfaces, public addresses, and
 * resource groups where their tags count. What belongs together is joined here and not by Resource Graph, whose `mv-expand`
 * stops after 128 rows and whose `join` compares ids with their casing.
 *
 * UNCONFIRMED: that Resource Graph has the power state of every machine, at `properties.extended.instanceView.powerState`.
 */
export function inventoryQuery(resourceGroupTags: boolean): string {
  const { machine, networkInterface, publicAddress } = TYPES;
  return `resources | where type in~ ('${machine}', '${networkInterface}', '${publicAddress}')
  | ${COLUMNS}${
    resourceGroupTags
      ? `\n| union (resourcecontainers | where type =~ '${TYPES.resourceGroup}'\n  | ${COLUMNS})`
      : ""
  }
| order by id asc`;
}

/**
 * Instances of uniform scale sets, with the same columns. They stand in a table of their own, which Resource Graph unites
 * with no other: only `resources` and `resourcecontainers` may be united.
 */
export function uniformMachinesQuery(): string {
  return `computeresources | where type =~ '${TYPES.uniformMachine}'
  | ${COLUMNS}
| order by id asc`;
}

/** Where machines with this `vmId` are. */
export function whereaboutsQuery(vmId: string): string {
  return `resources | where type =~ '${TYPES.machine}' | where tostring(properties.vmId) =~ '${vmId}' | project id`;
}
