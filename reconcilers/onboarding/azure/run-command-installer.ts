import type { RunCommandReading, RunCommands } from "../../../clients/azure/run-commands";
import type { VirtualMachines } from "../../../clients/azure/virtual-machines";
import { IllumioIacError, isConflictError } from "../../../core/errors";
import type { InventoryVm } from "../../../core/onboarding/inventory-vm";
import type { VenDefinition } from "../../../core/onboarding/onboarding-definition";
import {
  CODE_PARAMETER,
  linuxScript,
  NONCE_PARAMETER,
  type VenScriptValues,
  windowsScript,
} from "../../../core/onboarding/ven-script";
import type { VenCommand } from "../../../core/onboarding/vm-record";
import { MachineNotReadyError } from "../machine-not-ready-error";
import type { CommandReading, VenInstaller } from "../ports";
import { isUnderWay, readAction, readManaged } from "./command-reading";
import { whyNotReady } from "./machine-readiness";

export interface RunCommandInstallerOptions {
  readonly pce: { readonly host: string; readonly port: number };
  readonly ven: VenDefinition;
  /** Id of the pairing profile, the end of its href. Asked for once, when the first command is started. */
  readonly profileId: () => Promise<string>;
  /** @default the clock of the machine */
  readonly now?: () => Date;
}

/** Kept in place of an operation where Azure answered with the result. */
const SUCCEEDED = "succeeded";
/** Beyond the time of a script, for Azure to start it and to tell its end. */
const GRACE_IN_MS = 15 * 60_000;

/**
 * Installs agents by Run Command of Azure, without logging on and without waiting for a machine.
 *
 * The managed form keeps the activation code as a protected parameter and knows the exit code. The action form, by option,
 * has neither: its code is a plain parameter, and what became of it stands in the last line of its output.
 */
export class RunCommandInstaller implements VenInstaller {
  readonly #commands: RunCommands;
  readonly #machines: VirtualMachines;
  readonly #options: RunCommandInstallerOptions;
  readonly #form: "managed" | "action";
  #profileId: string | undefined;

  constructor(commands: RunCommands, machines: VirtualMachines, options: RunCommandInstallerOptions) {
    this.#commands = commands;
    this.#machines = machines;
    this.#options = options;
    this.#form = options.ven.runCommand === "action" ? "action" : "managed";
  }

  async start(vm: InventoryVm, command: VenCommand, activationCode: string): Promise<VenCommand> {
    if (this.#form === "managed") {
      const found = await this.#commands.read(vm.resourceId, command.name);
      if (found !== undefined && isOf(found, command)) return command;
      // One that a run beside this one started, or that ended before it could write it down.
      if (found !== undefined && isUnderWay(found))
        return { ...command, nonce: found.parameters[NONCE_PARAMETER] ?? command.nonce };
    }
    const why = await this.whyNotReady(vm);
    if (why !== undefined) throw new MachineNotReadyError(why);
    const script = await this.#script(vm, command);
    try {
      return await (this.#form === "managed"
        ? this.#startManaged(vm, command, script, activationCode)
        : this.#startAction(vm, command, script, activationCode));
    } catch (error) {
      if (isConflictError(error) && error.tokens[0] !== "ScopeLocked")
        throw new MachineNotReadyError(
          noCommand(vm, `another command is under way on it, or it was stopped meanwhile (${error.message})`),
          { cause: error },
        );
      throw error;
    }
  }

  async whyNotReady(vm: InventoryVm): Promise<string | undefined> {
    const reading = await this.#machines.read(vm.resourceId);
    if (reading.state === "gone") return noCommand(vm, "it is not there any more");
    if (reading.state === "unknown") return noCommand(vm, `its state cannot be read (${reading.reason})`);
    if (reading.machine.vmId !== vm.vmId) return noCommand(vm, "another machine has its name now");
    const why = whyNotReady(vm, reading.machine, this.#form);
    return why === undefined ? undefined : noCommand(vm, why);
  }

  async read(vm: InventoryVm, command: VenCommand): Promise<CommandReading> {
    const reading = await (this.#form === "managed"
      ? this.#readManaged(vm, command)
      : this.#readAction(vm, command));
    return reading.state === "running" && this.#isOverdue(command) ? OVERDUE : reading;
  }

  async remove(vm: InventoryVm, command: VenCommand): Promise<void> {
    if (this.#form === "managed") await this.#commands.remove(vm.resourceId, command.name);
  }

  async #readManaged(vm: InventoryVm, command: VenCommand): Promise<CommandReading> {
    const found = await this.#commands.read(vm.resourceId, command.name);
    if (found === undefined) return { state: "absent" };
    if (isOf(found, command)) return readManaged(found, command.nonce);
    return { state: isUnderWay(found) ? "running" : "absent" };
  }

  async #readAction(vm: InventoryVm, { operation, nonce }: VenCommand): Promise<CommandReading> {
    if (operation === undefined) return { state: "absent" };
    if (operation === SUCCEEDED) return { state: "succeeded" };
    return readAction(await this.#commands.lookAtAction(vm.resourceId, operation), nonce);
  }

  async #startManaged(vm: InventoryVm, command: VenCommand, script: string, activationCode: string) {
    await this.#commands.start(vm.resourceId, {
      name: command.name,
      location: vm.location,
      script,
      parameters: { [NONCE_PARAMETER]: command.nonce },
      protectedParameters: { [CODE_PARAMETER]: activationCode },
      timeoutInSeconds: this.#minutes * 60,
    });
    return command;
  }

  async #startAction(vm: InventoryVm, command: VenCommand, script: string, activationCode: string) {
    const started = await this.#commands.startAction(vm.resourceId, {
      commandId: vm.os === "windows" ? "RunPowerShellScript" : "RunShellScript",
      script,
      parameters: { [CODE_PARAMETER]: activationCode },
    });
    if ("operation" in started) return { ...command, operation: started.operation };
    const reading = readAction(started.reading, command.nonce);
    if (reading.state === "failed") throw new IllumioIacError(`${vm.name}: ${reading.reason}`);
    return { ...command, operation: SUCCEEDED };
  }

  async #script(vm: InventoryVm, { nonce }: VenCommand): Promise<string> {
    this.#profileId ??= await this.#options.profileId();
    const { pce, ven } = this.#options;
    const values: VenScriptValues = {
      pce,
      profileId: this.#profileId,
      scriptVersion: ven.scriptVersion,
      caCertificate: ven.caCertificate,
      proxyUrl: ven.proxyUrl,
      checksum: ven.checksums?.[vm.os],
      nonce,
      form: this.#form,
    };
    return vm.os === "windows" ? windowsScript(values) : linuxScript(values);
  }

  get #minutes(): number {
    return this.#options.ven.timeoutInMinutes ?? 30;
  }

  #isOverdue({ startedAt }: VenCommand): boolean {
    const now = (this.#options.now?.() ?? new Date()).getTime();
    return now - Date.parse(startedAt) > this.#minutes * 60_000 + GRACE_IN_MS;
  }
}

const OVERDUE: CommandReading = {
  state: "failed",
  reason:
    "Azure gave no result of the command in its time: the machine was stopped meanwhile, or its Azure agent has lost its way out",
  exitCode: undefined,
};

/** A command whose parameters Azure does not show is taken for this one. */
function isOf({ parameters }: RunCommandReading, { nonce }: VenCommand): boolean {
  return parameters[NONCE_PARAMETER] === undefined || parameters[NONCE_PARAMETER] === nonce;
}

function noCommand({ name }: InventoryVm, why: string): string {
  return `The machine ${name} takes no command now: ${why}`;
}
