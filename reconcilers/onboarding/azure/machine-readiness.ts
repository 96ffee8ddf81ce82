import type { VirtualMachine } from "../../../clients/azure/virtual-machines";
import type { InventoryVm } from "../../../core/onboarding/inventory-vm";
import { isTooOld, OLDEST_AGENT } from "../../../core/onboarding/vm-readiness";

/** Why a machine takes no command now, as Resource Manager shows it; undefined when it takes one. */
export function whyNotReady(
  { os, architecture }: InventoryVm,
  { powerState, provisioningState, agent }: VirtualMachine,
  form: "managed" | "action",
): string | undefined {
  if (os === "other") return "its operating system is neither Linux nor Windows";
  if (provisioningState.toLowerCase() === "deleting") return "it is being deleted";
  if (powerState !== "running") return `it does not run (${powerState ?? "Azure does not say its state"})`;
  if (agent === undefined) return "it has no Azure agent";
  if (!agent.isReady) return `its Azure agent is not ready (${agent.status})`;
  if (form === "action") return undefined;
  if (architecture === "arm64")
    return "managed Run Command does not know its ARM64 processor; set ven.runCommand to action";
  if (agent.version !== undefined && isTooOld(agent.version))
    return `its Azure agent ${agent.version} is too old for managed Run Command, which needs ${OLDEST_AGENT}; update it, or set ven.runCommand to action`;
  return undefined;
}
