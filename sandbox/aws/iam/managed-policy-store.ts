import { CloudError } from "../../cloud/cloud-error";
import { managedPolicy } from "./managed-policies";
import type { Policy } from "./policy";

/** Managed policies by their ARNs: those of the account, and the few of AWS that the sandbox knows. */
export class ManagedPolicyStore {
  readonly #own = new Map<string, Policy>();

  add(arn: string, policy: Policy): void {
    if (this.#own.has(arn)) {
      const name = arn.slice(arn.lastIndexOf("/") + 1);
      throw new CloudError("EntityAlreadyExists", `A policy called ${name} already exists.`, 409);
    }
    this.#own.set(arn, policy);
  }

  /** Replaces what a policy of the account says. */
  change(arn: string, policy: Policy): void {
    this.#own.set(arn, policy);
  }

  find(arn: string): Policy | undefined {
    return this.#own.get(arn) ?? managedPolicy(arn);
  }

  remove(arn: string): void {
    this.#own.delete(arn);
  }
}
