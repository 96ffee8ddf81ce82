import { isRecord, type JsonRecord } from "../../core/checks/json";
import { type HttpStatusError, IllumioIacError, isHttpStatusError, isNotFoundError } from "../../core/errors";
import { type ArmCall, type ArmClient, armId, armPath } from "./arm-client";
import { readHint } from "./compute-errors";

/** What Resource Manager says of one machine now. */
export type VirtualMachineReading =
  | { readonly state: "there"; readonly machine: VirtualMachine }
  | { readonly state: "gone" }
  /** It may be there: the identity may not look, or the subscription is not to be seen. */
  | { readonly state: "unknown"; readonly reason: string };

/** What Resource Manager says of the machines of a resource group as a whole. */
export type GroupReading =
  /** They can be read, also where the group does not exist. */
  { readonly state: "there" | "absent" } | { readonly state: "refused"; readonly reason: string };

export interface VirtualMachine {
  readonly id: string;
  /** In lower case. */
  readonly vmId: string;
  readonly location: string;
  readonly provisioningState: string;
  /** `running`, `deallocated`, …; undefined where Azure does not say. */
  readonly powerState: string | undefined;
  /** Undefined where Azure says nothing of an agent. */
  readonly agent:
    | {
        readonly isReady: boolean;
        readonly version: string | undefined;
        /** What Azure says of it. */
        readonly status: string;
      }
    | undefined;
}

const API_VERSION = "2024-07-01";
const SUBSCRIPTIONS_VERSION = "2022-12-01";
/** Name of a machine, or of a resource group, that there is none of. */
const NOBODY = "illumio-iac-none";
/** Codes of a 404 that say that the machine is not there; another one, as of its subscription, does not. */
const GONE = new Set(["ResourceNotFound", "ResourceGroupNotFound", "NotFound"]);

/** Single machines and the subscriptions that the identity sees. Nothing is changed. */
export class VirtualMachines {
  readonly #arm: ArmClient;
  readonly #signal: AbortSignal | undefined;

  constructor(arm: ArmClient, signal?: AbortSignal) {
    this.#arm = arm;
    this.#signal = signal;
  }

  /** Reads a machine with its power state and its agent. @throws what stopped Resource Manager from answering */
  async read(id: string): Promise<VirtualMachineReading> {
    const call = this.#call(armPath(id), API_VERSION, { $expand: "instanceView" });
    try {
      return { state: "there", machine: machineOf(await this.#arm.get(call), id) };
    } catch (error) {
      if (isNotFoundError(error) && GONE.has(error.tokens[0] ?? "")) return { state: "gone" };
      if (isRefusal(error)) return { state: "unknown", reason: error.message };
      throw error;
    }
  }

  /** Ids in lower case of subscriptions that the identity sees, with their state: `Enabled`, `Warned`, `Disabled`, … */
  async subscriptions(): Promise<ReadonlyMap<string, string>> {
    const list = await this.#arm.list(this.#call(armId("subscriptions"), SUBSCRIPTIONS_VERSION));
    return new Map(
      list.map((subscription) => {
        const { subscriptionId, state } = subscription;
        if (typeof subscriptionId !== "string")
          throw new IllumioIacError(
            `Azure Resource Manager names a subscription without an id: ${JSON.stringify(subscription).slice(0, 300)}`,
          );
        return [subscriptionId.toLowerCase(), typeof state === "string" ? state : "unknown"];
      }),
    );
  }

  /** Why a subscription cannot be read; undefined when it can. */
  async whyUnreadable(subscriptionId: string): Promise<string | undefined> {
    try {
      await this.#arm.get(this.#call(armId("subscriptions", subscriptionId), SUBSCRIPTIONS_VERSION));
      return undefined;
    } catch (error) {
      if (isRefusal(error)) return error.message;
      throw error;
    }
  }

  /**
   * Whether machines of a resource group can be read. Resource Manager looks whether it may answer before it looks whether a
   * resource is there, so it is asked for a machine that there is none of.
   */
  async readGroup(groupId: string): Promise<GroupReading> {
    const path = `${armPath(groupId)}${armId("providers", "Microsoft.Compute", "virtualMachines", NOBODY)}`;
    try {
      await this.#arm.get(this.#call(path, API_VERSION));
      return { state: "there" };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [code = ""] = isNotFoundError(error) ? error.tokens : [];
      if (code === "ResourceGroupNotFound") return { state: "absent" };
      return GONE.has(code) ? { state: "there" } : { state: "refused", reason: error.message };
    }
  }

  /** Whether machines of any resource group of a subscription can be read, also of one that is made later. */
  async readsEveryGroup(subscriptionId: string): Promise<boolean> {
    const { state } = await this.readGroup(armId("subscriptions", subscriptionId, "resourceGroups", NOBODY));
    return state !== "refused";
  }

  #call(path: string, apiVersion: string, query: Readonly<Record<string, string>> = {}): ArmCall {
    return { path, apiVersion, query, hint: readHint, ...(this.#signal && { signal: this.#signal }) };
  }
}

/** An answer about what was asked for, and not about Resource Manager as a whole. */
function isRefusal(error: unknown): error is HttpStatusError {
  return isHttpStatusError(error) && (error.status === 403 || error.status === 404);
}

function machineOf(resource: JsonRecord, id: string): VirtualMachine {
  const properties = isRecord(resource["properties"]) ? resource["properties"] : {};
  const { vmId, provisioningState } = properties;
  const { location } = resource;
  if (typeof vmId !== "string" || typeof location !== "string")
    throw new IllumioIacError(
      `Azure Resource Manager answered ${id} with something that has no text 'vmId' and 'location': ${JSON.stringify(resource).slice(0, 300)}`,
    );
  const view = isRecord(properties["instanceView"]) ? properties["instanceView"] : {};
  return {
    id: typeof resource["id"] === "string" ? resource["id"] : id,
    vmId: vmId.toLowerCase(),
    location,
    provisioningState: typeof provisioningState === "string" ? provisioningState : "unknown",
    powerState: codesOf(view["statuses"])
      .find(({ code }) => /^PowerState\//i.test(code))
      ?.code.slice("PowerState/".length)
      .toLowerCase(),
    agent: agentOf(view["vmAgent"]),
  };
}

function agentOf(agent: unknown): VirtualMachine["agent"] {
  if (!isRecord(agent)) return undefined;
  const { vmAgentVersion: version } = agent;
  const [status] = codesOf(agent["statuses"]);
  return {
    isReady:
      status?.text.toLowerCase() === "ready" || status?.code.toLowerCase() === "provisioningstate/succeeded",
    version: typeof version === "string" && /^\d/.test(version) ? version : undefined,
    status: status === undefined ? "unknown" : status.text || status.code,
  };
}

function codesOf(statuses: unknown): { readonly code: string; readonly text: string }[] {
  return (Array.isArray(statuses) ? statuses : []).filter(isRecord).map(({ code, displayStatus }) => ({
    code: typeof code === "string" ? code : "",
    text: typeof displayStatus === "string" ? displayStatus : "",
  }));
}
