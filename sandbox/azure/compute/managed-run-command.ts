import { CloudError } from "../../cloud/cloud-error";
import type { ArmResource } from "../arm/arm-resource";
import type { Machines } from "./machines";
import type { GuestScript } from "./virtual-machine-guest";

/** How a managed command stands: its script, or why none was started. */
export interface ManagedRun {
  readonly started: GuestScript | undefined;
  readonly refused: CloudError | undefined;
}

type State = "Pending" | "Running" | "Failed" | "Succeeded" | "TimedOut" | "Canceled" | "Unknown";

/** The runs of managed commands, by the id of the command in lower case. */
export class ManagedRuns {
  readonly #runs = new Map<string, ManagedRun>();

  get(id: string): ManagedRun | undefined {
    return this.#runs.get(id.toLowerCase());
  }

  set(id: string, run: ManagedRun): void {
    this.#runs.set(id.toLowerCase(), run);
  }

  /** Keeps a run for a command whose id changed. */
  move(from: string, to: string): void {
    const run = this.get(from);
    if (run) this.#runs.set(to.toLowerCase(), run);
    this.#runs.delete(from.toLowerCase());
  }

  /** Ends the script of a command that goes. */
  remove(id: string): void {
    this.get(id)?.started?.kill();
    this.#runs.delete(id.toLowerCase());
  }
}

/** How far the script is. */
export function executionState({ started, refused }: ManagedRun, { stateAfterReboot }: Machines): State {
  if (refused) return "Failed";
  const result = started?.ended?.result;
  if (result === undefined) return "Running";
  if (result.how === "rebooted") return stateAfterReboot;
  if (result.how === "killed") return "Canceled";
  if (result.how === "timed-out") return "TimedOut";
  return result.exitCode === 0 ? "Succeeded" : "Failed";
}

/** What the command shows as its instance view. */
export function runView(run: ManagedRun, machines: Machines): Record<string, unknown> {
  const state = executionState(run, machines);
  const { started, refused } = run;
  const ended = started?.ended;
  const hasCode = ended?.result.how === "ended";
  return {
    executionState: state,
    executionMessage: messageOf(state, run),
    ...(hasCode ? { exitCode: ended.result.exitCode } : {}),
    output: ended?.result.output ?? "",
    error: ended?.result.error ?? "",
    ...(started ? { startTime: new Date(started.startTime).toISOString() } : {}),
    ...(ended ? { endTime: new Date(ended.time).toISOString() } : {}),
    statuses: refused
      ? [{ code: refused.code, level: "Error", displayStatus: "Failed", message: refused.message }]
      : [],
  };
}

function messageOf(state: State, { started, refused }: ManagedRun): string {
  if (refused) return refused.message;
  const exitCode = started?.ended?.result.exitCode;
  return {
    Pending: "",
    Running: "Execution in progress",
    Succeeded: "Execution completed",
    Failed: `Execution failed: command terminated with exit status=${exitCode}`,
    TimedOut: "Execution timed out: command was terminated because it did not end in time",
    Canceled: "Execution canceled: command was terminated",
    Unknown: "",
  }[state];
}

/** Why the platform calls the command failed: always when it did not run, and for a script that failed where that is asked for. */
export function failureOf(command: ArmResource, run: ManagedRun, machines: Machines): CloudError | undefined {
  if (run.refused) return run.refused;
  const { treatFailureAsDeploymentFailure, asyncExecution } = command.properties;
  const state = executionState(run, machines);
  if (asyncExecution === true || treatFailureAsDeploymentFailure !== true) return undefined;
  if (!["Failed", "TimedOut", "Canceled"].includes(state)) return undefined;
  return new CloudError(
    "VMExtensionProvisioningError",
    `VM has reported a failure when processing run command '${command.name}'. Error message: '${messageOf(state, run)}'.`,
  );
}

/** Whether the platform has done its part. */
export function isProvisioned(command: ArmResource, run: ManagedRun): boolean {
  return (
    run.refused !== undefined ||
    run.started?.ended !== undefined ||
    command.properties["asyncExecution"] === true
  );
}
