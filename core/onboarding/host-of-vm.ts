import { hostName } from "../check-point/host-name";
import { sameJson } from "../checks/json";
import { groupsOfVm } from "./groups-of-vm";
import type { InventoryVm } from "./inventory-vm";
import type { CheckPointDefinition } from "./onboarding-definition";
import type { PlacedHost, VmRecord } from "./vm-record";

/**
 * The host that a machine is to have in the firewall: the name stays as it was placed, addresses and groups are those of its
 * tags now and of the labels that it was given.
 */
export function hostOfVm(
  vm: InventoryVm,
  record: Pick<VmRecord, "host" | "labels">,
  checkPoint: CheckPointDefinition,
): Required<PlacedHost> {
  return {
    name: record.host?.name ?? hostName(vm),
    addresses: [...new Set(vm.privateAddresses)].sort(),
    groups: groupsOfVm(vm, new Map(Object.entries(record.labels ?? {})), checkPoint.groups),
    firewall: firewallName(checkPoint),
  };
}

/** Whether a host was placed just so. One of a machine without addresses is left as it is: it may get its own back. */
export function isPlaced(placed: PlacedHost | undefined, wanted: Required<PlacedHost>): boolean {
  return placed !== undefined && (wanted.addresses.length === 0 || sameJson(placed, wanted));
}

/** What tells whether a host was placed where the definition says: the mode, and the server with its domain. */
export function firewallName({ mode, server = "", domain = "" }: CheckPointDefinition): string {
  return [mode, server.toLowerCase(), domain].filter((part) => part !== "").join(" ");
}
