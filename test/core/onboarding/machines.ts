import type { InventoryVm, VmRecord } from "../../../core/onboarding";

export const SUBSCRIPTION = "a1b2c3d4-2222-3333-4444-555555555555";
export const NOW = new Date("2026-03-01T12:00:00.000Z");

/** A machine that can be onboarded. */
export function machine(change: Partial<InventoryVm> = {}): InventoryVm {
  const { name = "web1", resourceGroup = "shop-rg" } = change;
  return {
    vmId: `id-of-${name}`,
    resourceId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`,
    subscriptionId: SUBSCRIPTION,
    resourceGroup,
    name,
    computerName: name,
    location: "westeurope",
    os: "linux",
    architecture: "x64",
    tags: {},
    privateAddresses: ["10.0.0.4"],
    publicAddresses: [],
    provisioningState: "Succeeded",
    powerState: "running",
    agentReady: true,
    agentVersion: "2.9.1.1",
    uniformScaleSet: undefined,
    ...change,
  };
}

/** A record that is under way. */
export function recordOf(change: Partial<VmRecord> = {}): VmRecord {
  const { vmId = "id-of-web1", name = "web1" } = change;
  return {
    version: 1,
    vmId,
    resourceId: machine({ name }).resourceId,
    name,
    computerName: name,
    status: "open",
    step: "discovered",
    since: "2026-03-01T08:00:00.000Z",
    reason: "",
    attempts: 0,
    ...change,
  };
}
