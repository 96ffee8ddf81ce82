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
 * One query for everything that an inventory is made of, a row for each resource: machines, instances of uniform scale sets,
 * network interfaces, public addresses, and resource groups where their tags count. What belongs together is joined here and
 * not by Resource Graph, whose `mv-expand` stops after 128 rows and whose `join` compares ids with their casing.
 *
 * UNCONFIRMED: that Resource Graph has the power state of every machine, at `properties.extended.instanceView.powerState`.
 */
export function inventoryQuery(resourceGroupTags: boolean): string {
  const { machine, networkInterface, publicAddress } = TYPES;
  const union = (table: string, type: string) =>
    `\n| union (${table} | where type =~ '${type}'\n  | ${COLUMNS})`;
  return `resources | where type in~ ('${machine}', '${networkInterface}', '${publicAddress}')
  | ${COLUMNS}${union("computeresources", TYPES.uniformMachine)}${
    resourceGroupTags ? union("resourcecontainers", TYPES.resourceGroup) : ""
  }
| order by id asc`;
}

/** Where machines with this `vmId` are. */
export function whereaboutsQuery(vmId: string): string {
  return `resources | where type =~ '${TYPES.machine}' | where tostring(properties.vmId) =~ '${vmId}' | project id`;
}
