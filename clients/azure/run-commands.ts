import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError, isNotFoundError } from "../../core/errors";
import { type ArmCall, type ArmClient, armId, armPath } from "./arm-client";
import { runHint } from "./compute-errors";

/** A script that a machine runs as a resource of its own. */
export interface ManagedRunCommand {
  readonly name: string;
  readonly location: string;
  readonly script: string;
  /** Environment variables on Linux, named parameters on Windows. Everybody who may read the machine sees them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The same, and Azure does not give them back. */
  readonly protectedParameters: Readonly<Record<string, string>>;
  readonly timeoutInSeconds: number;
}

export interface RunCommandReading {
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `TimedOut`, `Canceled` or `Unknown`. */
  readonly executionState: string;
  readonly provisioningState: string;
  readonly exitCode: number | undefined;
  /** The last 4 KB of each. */
  readonly output: string;
  readonly error: string;
  readonly message: string;
  /** Parameters that are not protected. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A script that a machine runs once, without a resource. */
export interface ActionRunCommand {
  /** `RunShellScript` or `RunPowerShellScript`. */
  readonly commandId: string;
  readonly script: string;
  /** Not protected: nothing keeps them out of logs of the machine. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type ActionReading =
  | { readonly state: "running" }
  /** Whether the script succeeded is not said: only what it wrote. */
  | { readonly state: "ended"; readonly output: string }
  | { readonly state: "failed"; readonly reason: string };

const API_VERSION = "2024-07-01";

/** Both forms of Run Command, on machines by their resource id. No call waits for a script. */
export class RunCommands {
  readonly #arm: ArmClient;
  readonly #signal: AbortSignal | undefined;

  constructor(arm: ArmClient, signal?: AbortSignal) {
    this.#arm = arm;
    this.#signal = signal;
  }

  /** Creates the command, or runs one of this name again. It fails when the script does. */
  async start(machine: string, { name, location, ...command }: ManagedRunCommand): Promise<void> {
    const secrets = Object.values(command.protectedParameters);
    await this.#arm.begin("PUT", this.#call(machine, ["runCommands", name], { secrets }), {
      location,
      properties: {
        source: { script: command.script },
        parameters: listed(command.parameters),
        protectedParameters: listed(command.protectedParameters),
        asyncExecution: false,
        timeoutInSeconds: command.timeoutInSeconds,
        treatFailureAsDeploymentFailure: true,
      },
    });
  }

  /** @returns undefined when there is no such command, or no such machine */
  async read(machine: string, name: string): Promise<RunCommandReading | undefined> {
    const query = { $expand: "instanceView" };
    try {
      return readingOf(await this.#arm.get(this.#call(machine, ["runCommands", name], { query })));
    } catch (error) {
      if (isNotFoundError(error)) return undefined;
      throw error;
    }
  }

  /** Begins to delete a command; that ends its script. One that is not there is no error. */
  async remove(machine: string, name: string): Promise<void> {
    try {
      await this.#arm.begin("DELETE", this.#call(machine, ["runCommands", name]));
    } catch (error) {
      if (!isNotFoundError(error)) throw error;
    }
  }

  /** @returns where {@link lookAtAction} asks for the result, or the result where it came at once */
  async startAction(
    machine: string,
    { commandId, script, parameters }: ActionRunCommand,
  ): Promise<{ readonly operation: string } | { readonly reading: ActionReading }> {
    const secrets = Object.values(parameters);
    const { resource, operation } = await this.#arm.begin(
      "POST",
      this.#call(machine, ["runCommand"], { secrets }),
      { commandId, script: script.split("\n"), parameters: listed(parameters) },
    );
    if (operation !== undefined) return { operation };
    return { reading: { state: "ended", output: outputOf(resource) } };
  }

  async lookAtAction(machine: string, operation: string): Promise<ActionReading> {
    try {
      const reading = await this.#arm.look(this.#call(machine, ["runCommand"]), operation);
      if (reading.state === "succeeded") return { state: "ended", output: outputOf(reading.output) };
      if (reading.state === "running") return reading;
      return { state: "failed", reason: `${reading.code}: ${reading.message}` };
    } catch (error) {
      if (!isNotFoundError(error)) throw error;
      return { state: "failed", reason: "Azure does not know the command any more, and its output is lost" };
    }
  }

  #call(machine: string, below: readonly string[], more: Pick<ArmCall, "query" | "secrets"> = {}): ArmCall {
    const path = `${armPath(machine)}${armId(...below)}`;
    return {
      path,
      apiVersion: API_VERSION,
      hint: runHint,
      ...more,
      ...(this.#signal && { signal: this.#signal }),
    };
  }
}

function listed(parameters: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(parameters).map(([name, value]) => ({ name, value }));
}

function readingOf(resource: JsonRecord): RunCommandReading {
  const properties = isRecord(resource["properties"]) ? resource["properties"] : {};
  const view = isRecord(properties["instanceView"]) ? properties["instanceView"] : {};
  const parameters = Array.isArray(properties["parameters"]) ? properties["parameters"] : [];
  const { exitCode } = view;
  return {
    executionState: text(view["executionState"]) || "Unknown",
    provisioningState: text(properties["provisioningState"]) || "unknown",
    exitCode: typeof exitCode === "number" ? exitCode : undefined,
    output: text(view["output"]),
    error: text(view["error"]),
    message: text(view["executionMessage"]),
    parameters: Object.fromEntries(
      parameters.filter(isRecord).map(({ name, value }) => [text(name), text(value)]),
    ),
  };
}

/** What an action wrote: one message on Linux, two on Windows. */
function outputOf(result: JsonRecord | undefined): string {
  if (result === undefined) return "";
  const { value } = result;
  if (!Array.isArray(value))
    throw new IllumioIacError(
      `Azure answered a Run Command with something that has no list 'value': ${JSON.stringify(result).slice(0, 300)}`,
    );
  return value
    .filter(isRecord)
    .map(({ message }) => text(message))
    .join("\n");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
