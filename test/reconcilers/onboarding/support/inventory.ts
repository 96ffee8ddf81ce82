import type { InventoryVm } from "../../../../core/onboarding/inventory-vm";

/** A running Linux machine, as the inventory shows it. @param number of the machine, which makes its names and addresses */
export function inventoryVm(number: number, changes: Partial<InventoryVm> = {}): InventoryVm {
  const id = String(number).padStart(12, "0");
  const subscriptionId = "00000000-0000-0000-0000-000000000001";
  return {
    vmId: `00000000-0000-4000-8000-${id}`,
    resourceId: `/subscriptions/${subscriptionId}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-${number}`,
    subscriptionId,
    resourceGroup: "shop",
    name: `web-${number}`,
    computerName: `web-${number}`,
    location: "westeurope",
    os: "linux",
    architecture: "x64",
    tags: {},
    privateAddresses: [`10.0.${number >> 8}.${number & 255}`],
    publicAddresses: [],
    provisioningState: "Succeeded",
    powerState: "running",
    agentReady: true,
    agentVersion: "2.12.0.4",
    uniformScaleSet: undefined,
    ...changes,
  };
}
