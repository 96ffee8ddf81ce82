import { CloudError } from "../../cloud/cloud-error";
import type { RequestContext } from "./conditions";
import { decideTrust } from "./evaluate";
import type { Policy } from "./policy";

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly roleId: string;
  trust: Policy;
  /** Inline policies by name. */
  readonly inline: Map<string, Policy>;
  /** ARNs of attached managed policies. */
  managed: readonly string[];
  /** ARN of the managed policy that limits the role. */
  boundary?: string | undefined;
}

/** The roles of the account. */
export class RoleStore {
  readonly #roles = new Map<string, Role>();

  add(role: Role): void {
    if (this.#roles.has(role.name)) {
      throw new CloudError("EntityAlreadyExists", `Role with name ${role.name} already exists.`, 409);
    }
    this.#roles.set(role.name, role);
  }

  get all(): readonly Role[] {
    return [...this.#roles.values()];
  }

  byName(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  byArn(arn: string): Role | undefined {
    return [...this.#roles.values()].find((role) => role.arn === arn);
  }

  remove(name: string): void {
    this.#roles.delete(name);
  }

  /** The role, if it exists and its trust policy lets the service assume it in this context; else undefined. */
  assumableBy(service: string, arn: string, context: RequestContext): Role | undefined {
    const role = this.byArn(arn);
    return role && decideTrust(role.trust, { arns: [], services: [service] }, context) === "allow"
      ? role
      : undefined;
  }
}
