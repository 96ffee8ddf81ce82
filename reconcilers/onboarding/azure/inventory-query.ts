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
 * Of a subscription of which some resource groups are asked for only, interfaces come that are in these groups or belong to a
 * machine in them, and all public addresses: a machine's own may be in other groups.
 *
 * UNCONFIRMED: that Resource Graph has the power state of every machine, at `properties.extended.instanceView.powerState`, and
 * the machine of every interface, at `properties.virtualMachine.id`.
 */
export function inventoryQuery(scopes: readonly string[], resourceGroupTags: boolean): string {
  const { machine, networkInterface, publicAddress } = TYPES;
  const places = within(scopes, (groups) =>
    [
      `resourceGroup in~ (${groups})`,
      `type =~ '${publicAddress}'`,
      `tostring(split(tostring(properties.virtualMachine.id), '/')[4]) in~ (${groups})`,
    ].join(" or "),
  );
  const groups = within(scopes, (names) => `name in~ (${names})`);
  return `resources | where type in~ ('${machine}', '${networkInterface}', '${publicAddress}')${places}
  | ${COLUMNS}${
    resourceGroupTags
      ? `\n| union (resourcecontainers | where type =~ '${TYPES.resourceGroup}'${groups}\n  | ${COLUMNS})`
      : ""
  }
| order by id asc`;
}

/**
 * Instances of uniform scale sets, with the same columns. They stand in a table of their own, which Resource Graph unites
 * with no other: only `resources` and `resourcecontainers` may be united.
 */
export function uniformMachinesQuery(scopes: readonly string[]): string {
  return `computeresources | where type =~ '${TYPES.uniformMachine}'${within(scopes, (groups) => `resourceGroup in~ (${groups})`)}
  | ${COLUMNS}
| order by id asc`;
}

/** Where machines with this `vmId` are. */
export function whereaboutsQuery(vmId: string): string {
  return `resources | where type =~ '${TYPES.machine}' | where tostring(properties.vmId) =~ '${vmId}' | project id`;
}

/**
 * What keeps a query within its scopes; nothing where they are whole subscriptions, which are named beside the query.
 *
 * @param isIn the condition of one of these groups
 */
function within(scopes: readonly string[], isIn: (groups: string) => string): string {
  const whole: string[] = [];
  const groups = new Map<string, string[]>();
  for (const [, , subscription = "", , group] of scopes.map((id) => id.split("/")))
    if (group === undefined) whole.push(subscription);
    else groups.set(subscription, [...(groups.get(subscription) ?? []), group]);
  if (groups.size === 0) return "";
  const conditions = [...groups].map(
    ([subscription, names]) => `subscriptionId =~ '${subscription}' and (${isIn(list(names))})`,
  );
  if (whole.length > 0) conditions.push(`subscriptionId in~ (${list(whole)})`);
  return `\n  | where ${conditions.map((condition) => `(${condition})`).join(" or ")}`;
}

const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(", ");
