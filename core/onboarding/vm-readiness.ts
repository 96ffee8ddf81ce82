import { shown } from "../checks";
import type { InventoryVm } from "./inventory-vm";

/** Oldest Azure agent that runs managed commands. @see Azure documentation, "managed Run Command" */
export const OLDEST_AGENT = "2.4.0.2";

/** Why an agent cannot be installed on a machine now. */
export interface NotReady {
  /** Whether that can pass without a change of the definition or of the machine itself. */
  readonly wait: boolean;
  readonly reason: string;
}

/**
 * Whether a command can run on a machine that installs the VEN. What Azure does not say is taken as good: the command shows
 * it.
 *
 * @param runCommand the managed form needs a newer Azure agent than the action form, and no ARM64
 */
export function notReady(vm: InventoryVm, runCommand = "managed"): NotReady | undefined {
  return never(vm, runCommand) ?? notNow(vm, runCommand);
}

function never(vm: InventoryVm, runCommand: string): NotReady | undefined {
  const skip = (reason: string) => ({ wait: false, reason });
  if (isState(vm.provisioningState, "deleting")) return skip("it is being deleted");
  if (vm.uniformScaleSet !== undefined)
    return skip(
      `it is an instance of the scale set ${shown(vm.uniformScaleSet)} with uniform orchestration; use flexible orchestration, or put the VEN into its image`,
    );
  if (vm.os === "other") return skip("its operating system is neither Linux nor Windows");
  if (vm.architecture === "arm64" && runCommand === "managed")
    return skip(
      "its processor is ARM64, where managed run commands do not run; set ven.runCommand to action",
    );
  return undefined;
}

function notNow(vm: InventoryVm, runCommand: string): NotReady | undefined {
  const wait = (reason: string) => ({ wait: true, reason });
  if (isState(vm.provisioningState, "creating")) return wait("it is not created yet (state 'Creating')");
  if (vm.powerState !== undefined && !isState(vm.powerState, "running"))
    return wait(`it does not run (power state ${shown(vm.powerState)}); it goes on once it is started`);
  if (vm.agentReady === false)
    return wait("its Azure agent is not ready, and runs no command; look at the agent on the machine");
  if (runCommand === "managed" && vm.agentVersion !== undefined && isTooOld(vm.agentVersion))
    return wait(
      `its Azure agent is version ${shown(vm.agentVersion)}, and managed run commands need ${OLDEST_AGENT} or later; update it, or set ven.runCommand to action`,
    );
  return undefined;
}

function isState(seen: string, state: string): boolean {
  return seen.toLowerCase() === state;
}

/**
 * Whether an Azure agent does not run managed commands. Versions are numbers and dots; another one, as an agent has that is not
 * ready, is not too old.
 */
export function isTooOld(version: string): boolean {
  if (!/^\d+(\.\d+)*$/.test(version)) return false;
  const [seen, needed] = [version, OLDEST_AGENT].map((text) => text.split(".").map(Number)) as [
    number[],
    number[],
  ];
  for (const [at, least] of needed.entries()) {
    const part = seen[at] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}
