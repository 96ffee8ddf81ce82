import type { VirtualMachine } from "../../../../clients/azure/virtual-machines";
import { whyNotReady } from "../../../../reconcilers/onboarding/azure/machine-readiness";
import { inventoryVm } from "../support/inventory";

const MACHINE: VirtualMachine = {
  id: inventoryVm(1).resourceId,
  vmId: inventoryVm(1).vmId,
  location: "westeurope",
  provisioningState: "Succeeded",
  powerState: "running",
  agent: { isReady: true, version: "2.4.0.2", status: "Ready" },
};

test.each<[string, Partial<VirtualMachine>, string | undefined]>([
  ["runs and has an agent", {}, undefined],
  [
    "has an agent that does not say its version",
    { agent: { ...MACHINE.agent!, version: undefined } },
    undefined,
  ],
  ["has no Azure agent", { agent: undefined }, "it has no Azure agent"],
  [
    "has a state that Azure does not say",
    { powerState: undefined },
    "it does not run (Azure does not say its state)",
  ],
  ["is being deleted", { provisioningState: "deleting" }, "it is being deleted"],
])("a machine that %s: %j → %p", (_what, more, why) => {
  for (const form of ["managed", "action"] as const)
    expect(whyNotReady(inventoryVm(1), { ...MACHINE, ...more }, form)).toBe(why);
});
