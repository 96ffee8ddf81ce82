import type { Access } from "../access/access";
import { type ArmResource, isWithin, resourceGroupOf, subscriptionOf } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";

/**
 * Tells which resources a principal may read. Those of a subscription in which it has no role are not there for it,
 * without any sign of that.
 */
export class Readable {
  /** Whether whole subscriptions, and types of whole groups, may be read. */
  readonly #known = new Map<string, boolean>();
  readonly #access: Pick<Access, "allows">;
  readonly #principalId: string;
  /** Scopes of the principal's assignments. */
  readonly #scopes: readonly string[];

  constructor(access: Pick<Access, "allows">, resources: ArmTable, principalId: string) {
    this.#access = access;
    this.#principalId = principalId;
    this.#scopes = resources
      .list("Microsoft.Authorization/roleAssignments")
      .filter(({ properties }) => properties["principalId"] === principalId)
      .map(({ id }) => id.slice(0, id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/")));
  }

  /** Whether anything in the subscription may be readable. */
  hasRoleIn(subscriptionId: string): boolean {
    const scope = `/subscriptions/${subscriptionId}`;
    return (
      this.#allows("Microsoft.Resources/subscriptions/resources/read", scope) ||
      this.#scopes.some((one) => isWithin(one, scope))
    );
  }

  reads(resource: ArmResource): boolean {
    const action = `${resource.type}/read`;
    const subscription = `/subscriptions/${subscriptionOf(resource.id)}`;
    if (this.#allows(action, subscription)) return true;
    const group = resourceGroupOf(resource.id) ?? subscription;
    if (this.#allows(action, group)) return true;
    return (
      this.#scopes.some((one) => isWithin(one, group) && isWithin(resource.id, one)) &&
      this.#allows(action, resource.id)
    );
  }

  #allows(action: string, scope: string): boolean {
    const key = `${action} ${scope}`.toLowerCase();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const allowed = this.#access.allows({ principalId: this.#principalId, action, scope });
    this.#known.set(key, allowed);
    return allowed;
  }
}
