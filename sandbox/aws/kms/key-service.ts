import { CloudError } from "../../cloud/cloud-error";
import type { AccessControl, Caller } from "../iam/access";
import type { RequestContext } from "../iam/conditions";
import type { Policy } from "../iam/policy";

export interface Key {
  /** Of the form of a UUID. */
  readonly id: string;
  readonly arn: string;
  policy: Policy;
  state: "Enabled" | "Disabled" | "PendingDeletion";
}

/** Why a key cannot be used. */
export type KeyProblem = "NotFound" | "Disabled" | "InvalidState" | "AccessDenied";

export interface KeyRefusal {
  readonly problem: KeyProblem;
  readonly message: string;
}

/** What is to be done with a key, and by whom. */
export interface KeyQuestion {
  readonly caller: Caller;
  /** Actions of KMS, without their vendor. */
  readonly actions: readonly string[];
  readonly context?: RequestContext;
}

interface Needs {
  readonly access: Pick<AccessControl, "refusal">;
}

/** The customer-managed keys of the account. Nothing is really encrypted: keys decide only what is refused. */
export class KeyService {
  readonly #cloud: Needs;
  readonly #keys = new Map<string, Key>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  add(key: Key): void {
    this.#keys.set(key.arn, key);
  }

  /** By its whole ARN: what names a key by its id or an alias is looked up by the service that takes it. */
  find(arn: string): Key | undefined {
    return this.#keys.get(arn);
  }

  byId(id: string): Key | undefined {
    return [...this.#keys.values()].find((key) => key.id === id);
  }

  /** ARN of the key with an ARN or an id. @throws CloudError `KMS.NotFoundException` */
  named(arnOrId: string): string {
    const key = this.find(arnOrId) ?? this.byId(arnOrId);
    if (key) return key.arn;
    throw new CloudError("KMS.NotFoundException", `Key '${arnOrId}' does not exist`);
  }

  /** Why a key cannot be used for something; undefined when it can, and without a key. */
  refusal(arn: string | undefined, { caller, actions, context }: KeyQuestion): KeyRefusal | undefined {
    if (arn === undefined) return undefined;
    const key = this.find(arn);
    if (key === undefined) return { problem: "NotFound", message: `Key '${arn}' does not exist` };
    if (key.state === "Disabled") return { problem: "Disabled", message: `${arn} is disabled.` };
    if (key.state === "PendingDeletion")
      return { problem: "InvalidState", message: `${arn} is pending deletion.` };
    for (const action of actions) {
      const question = { caller, action: `kms:${action}`, resource: arn, keyPolicy: key.policy };
      const reason = this.#cloud.access.refusal({ ...question, ...(context && { context }) });
      if (reason !== undefined) return { problem: "AccessDenied", message: reason };
    }
    return undefined;
  }

  /** @throws CloudError with the service's own code for the problem */
  require(arn: string | undefined, question: KeyQuestion, code: (problem: KeyProblem) => string): void {
    const refusal = this.refusal(arn, question);
    if (refusal) throw new CloudError(code(refusal.problem), refusal.message, 400);
  }
}
