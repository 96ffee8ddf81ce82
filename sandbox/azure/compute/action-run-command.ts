import { CloudError } from "../../cloud/cloud-error";
import type { ArmResource } from "../arm/arm-resource";
import type { ArmAction, ArmContext } from "../arm/arm-type";
import type { OperationWork } from "../arm/http/operations";
import { identityOf } from "./machine-identity";
import { agentFailure, checkIsOn, checkLength, parametersOf } from "./run-command-checks";
import type { GuestResult, GuestScript } from "./virtual-machine-guest";

const LIMIT_IN_SECONDS = 90 * 60;
const COMMANDS = { RunShellScript: "Linux", RunPowerShellScript: "Windows" } as const;
/** What Azure runs when it was told no script. */
const SAMPLE = "echo 'This is a sample script'";

/** The action command that runs in each machine. */
const running = new WeakMap<object, GuestScript>();

/**
 * `POST …/runCommand`: one script at a time, whose exit code is lost. Its parameters come as variables and by position.
 *
 * UNCONFIRMED: texts of refusals; that parameters of another shape run the sample script, which one report says.
 *
 * @see Run scripts in your VM by using action Run Commands (Microsoft Learn); Azure/run-command-extension-linux
 */
export const runCommand: ArmAction = (context, machine, body): OperationWork => {
  const { commandId, script, parameters } = body;
  const guest = context.machines.of(machine);
  const { system, ...identity } = identityOf(context, machine);
  const wanted = COMMANDS[String(commandId) as keyof typeof COMMANDS];
  if (wanted === undefined) {
    throw new CloudError(
      "InvalidParameter",
      `The sandbox does not know the command '${String(commandId)}': it runs ${Object.keys(COMMANDS).join(" and ")}.`,
    );
  }
  if (wanted !== system) {
    throw new CloudError(
      "InvalidParameter",
      `The command '${String(commandId)}' is not for ${system}, the system of VM '${machine.name}'.`,
    );
  }
  checkIsOn(guest, machine);
  const other = running.get(guest);
  if (guest.isBusy || (other && other.ended === undefined)) {
    throw new CloudError(
      "Conflict",
      "Run command extension execution is in progress. Please wait for completion before invoking a run command.",
      409,
    );
  }
  const lines = Array.isArray(script) ? script.join("\n") : undefined;
  const given = parametersOf(parameters);
  const text = lines === undefined || given === undefined ? SAMPLE : lines;
  checkLength(text);
  const failure = agentFailure(guest, machine, "action");
  if (failure) return { failure: () => failure };
  const settings = {
    text,
    system,
    parameters: given ?? [],
    arePositional: true,
    timeoutInSeconds: LIMIT_IN_SECONDS,
  };
  const started = guest.run(settings, identity);
  running.set(guest, started);
  return {
    isDone: () => started.ended !== undefined,
    failure: () => failureOf(context, machine, system, started.ended!.result),
    output: () => ({ value: valuesOf(system, started.ended!.result) }),
  };
};

function failureOf(
  { machines }: ArmContext,
  machine: ArmResource,
  system: "Linux" | "Windows",
  { how, exitCode }: GuestResult,
): CloudError | undefined {
  if (how === "timed-out") {
    return new CloudError(
      "VMExtensionProvisioningTimeout",
      `Provisioning of VM extension RunCommand${system} has timed out. Extension provisioning has taken too long to complete on VM '${machine.name}'.`,
    );
  }
  if (how === "killed") {
    return new CloudError(
      "OperationPreempted",
      `The operation was preempted by a later operation on VM '${machine.name}'.`,
      409,
    );
  }
  if (system === "Linux" || how === "rebooted" || exitCode === 0 || !machines.failingWindowsScriptsFail)
    return undefined;
  return new CloudError(
    "VMExtensionProvisioningError",
    "VM has reported a failure when processing extension 'RunCommandWindows'. Error message: 'Finished executing command'.",
  );
}

function valuesOf(system: "Linux" | "Windows", { how, output, error }: GuestResult): object[] {
  const value = (code: string, message: string) => ({
    code,
    level: "Info",
    displayStatus: "Provisioning succeeded",
    message,
  });
  if (system === "Windows") {
    return [
      value("ComponentStatus/StdOut/succeeded", output.trimEnd()),
      value("ComponentStatus/StdErr/succeeded", error.trimEnd()),
    ];
  }
  const message =
    how === "rebooted"
      ? "Enable succeeded: \nLast script execution didn't finish."
      : `Enable succeeded: \n[stdout]\n${output}\n[stderr]\n${error}`;
  return [value("ProvisioningState/succeeded", message)];
}
