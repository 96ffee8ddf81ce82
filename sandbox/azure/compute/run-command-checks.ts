import { CloudError } from "../../cloud/cloud-error";
import type { ArmResource } from "../arm/arm-resource";
import type { Parameter } from "./script";
import type { VirtualMachineGuest } from "./virtual-machine-guest";

/** The oldest agent that runs managed commands. */
const OLDEST_AGENT = "2.4.0.2";
/** Most bytes of a script. */
const MOST_BYTES = 256 * 1024;
/** Where a managed command has its script from. */
const SOURCES = ["script", "scriptUri", "commandId", "galleryScriptReferenceId"] as const;
/** Settings of a managed command that the sandbox would not follow. */
const UNKNOWN_HERE = ["outputBlobUri", "errorBlobUri", "runAsUser", "runAsPassword", "scriptShell"];

/** @throws CloudError `OperationNotAllowed` UNCONFIRMED text */
export function checkIsOn(guest: VirtualMachineGuest, machine: ArmResource): void {
  if (guest.powerState === "running" && !guest.isBeingDeleted) return;
  throw new CloudError(
    "OperationNotAllowed",
    `The operation requires the VM to be running (or set to run). VM '${machine.name}' is ` +
      `${guest.isBeingDeleted ? "being deleted" : guest.powerState}.`,
    409,
  );
}

/** How a command fails that its machine cannot take. UNCONFIRMED codes and texts. */
export function agentFailure(
  { agent, architecture }: VirtualMachineGuest,
  machine: ArmResource,
  form: "managed" | "action",
): CloudError | undefined {
  if (!agent.isReady) {
    return new CloudError(
      "VMAgentStatusCommunicationError",
      `VM '${machine.name}' has not reported status for VM agent or extensions. Please verify that the VM has a running VM ` +
        "agent and can establish outbound connections to Azure storage.",
    );
  }
  if (form === "action") return undefined;
  if (isOlder(agent.version, OLDEST_AGENT)) {
    return new CloudError(
      "VMExtensionHandlerNonTransientError",
      `The handler for VM extension type 'Microsoft.CPlat.Core.RunCommandHandlerLinux' needs a VM agent of version ${OLDEST_AGENT} ` +
        `or later, VM '${machine.name}' has ${agent.version}.`,
    );
  }
  if (architecture === "Arm64") {
    return new CloudError(
      "VMExtensionHandlerNonTransientError",
      `The handler for VM extension type 'Microsoft.CPlat.Core.RunCommandHandlerLinux' does not support the architecture Arm64 of VM '${machine.name}'.`,
    );
  }
  return undefined;
}

/** @throws CloudError for a script that is too long */
export function checkLength(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return;
  throw new CloudError(
    "InvalidParameter",
    `The script has ${bytes} bytes. At most ${MOST_BYTES} are allowed.`,
  );
}

/** @throws CloudError for what would change how a script runs, or where its output goes */
export function checkSimulated(properties: Readonly<Record<string, unknown>>): void {
  const source = properties["source"] as Readonly<Record<string, unknown>>;
  const given = { ...properties, scriptShell: source["scriptShell"] };
  const found = UNKNOWN_HERE.filter((name) => given[name as keyof typeof given] !== undefined);
  if (found.length === 0) return;
  throw new CloudError(
    "InvalidParameter",
    `The sandbox does not simulate ${found.join(" and ")} of a run command.`,
  );
}

/** @throws CloudError for no source, several of them, and a script that is too long */
export function checkSource(source: unknown): void {
  const given = (source ?? {}) as Readonly<Record<string, unknown>>;
  const named = SOURCES.filter((name) => given[name] !== undefined);
  if (named.length !== 1) {
    throw new CloudError(
      "InvalidParameter",
      `A run command needs exactly one source of ${SOURCES.join(", ")}, got ${named.length === 0 ? "none" : named.join(" and ")}.`,
    );
  }
  if (typeof given["script"] === "string") checkLength(given["script"]);
}

/** `[{name, value}]`; undefined for something else. */
export function parametersOf(given: unknown): Parameter[] | undefined {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) return undefined;
  const found = given as { name?: unknown; value?: unknown }[];
  const fits = found.every(
    ({ name, value }) => typeof value === "string" && (name === undefined || typeof name === "string"),
  );
  return fits
    ? found.map(({ name, value }) => ({ name: String(name ?? ""), value: String(value) }))
    : undefined;
}

function isOlder(version: string, least: string): boolean {
  const [one, other] = [version, least].map((text) => text.split(".").map(Number));
  for (let index = 0; index < other!.length; index += 1) {
    const difference = (one![index] ?? 0) - other![index]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
