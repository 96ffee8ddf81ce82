import { CloudError } from "../../cloud/cloud-error";
import {
  type ArmBody,
  type ArmResource,
  isWithin,
  nameOf,
  parentOf,
  resourceGroupOf,
  subscriptionOf,
  typeOf,
} from "./arm-resource";
import type { ArmAction, ArmContext, ArmType } from "./arm-type";
import { checkBody, checkCreateOnly, checkName } from "./checks";

/** The identity of the services of Azure themselves, which nobody can take. */
export const PLATFORM = "azure";

/**
 * Puts, shows and deletes resources by the rules of their types. Who may do what is asked before, by the endpoint.
 */
export class ResourceManager {
  readonly #types: ReadonlyMap<string, ArmType>;
  readonly context: ArmContext;
  readonly subscriptionIds: readonly string[];

  constructor(
    types: readonly ArmType[],
    subscriptionIds: readonly string[],
    context: Omit<ArmContext, "put">,
  ) {
    this.#types = new Map(types.map((type) => [type.type.toLowerCase(), type]));
    this.subscriptionIds = subscriptionIds;
    this.context = { ...context, put: (id, body) => this.put(id, body, PLATFORM) };
  }

  get types(): ArmType[] {
    return [...this.#types.values()];
  }

  /** @throws CloudError when no namespace has the type */
  type(name: string): ArmType {
    const found = this.#types.get(name.toLowerCase());
    if (found) return found;
    const [namespace, ...rest] = name.split("/");
    throw new CloudError(
      "InvalidResourceType",
      `The resource type '${rest.join("/")}' could not be found in the namespace '${namespace}'.`,
      404,
    );
  }

  async put(id: string, given: unknown, caller: string): Promise<ArmResource> {
    const type = this.type(typeOf(id));
    const { resources } = this.context;
    this.checkScope(id);
    this.#checkParent(id, type);
    checkName(type, id);
    const before = resources.get(id);
    const body = checkBody(type, given, before);
    if (before) checkCreateOnly(type, before, body);
    const request = { id, name: nameOf(before?.id ?? id), body, before, caller };
    const filled = (await type.put?.(this.context, request)) ?? body;
    const after = await resources.put(this.#inCasing(id, type), filled);
    await type.afterPut?.(this.context, after, request);
    return resources.get(id) ?? after;
  }

  /** Merges: what the body leaves out stays; `null` takes a property away. */
  async patch(id: string, given: ArmBody, caller: string): Promise<ArmResource> {
    const before = this.stored(id);
    const { id: _, name: __, type: ___, ...was } = before;
    return this.put(id, merged(was, given), caller);
  }

  /** As it stands in the table. @throws CloudError `ResourceNotFound` */
  stored(id: string): ArmResource {
    const found = this.#find(id);
    if (found !== undefined) return found;
    this.checkScope(id);
    const group = resourceGroupOf(id);
    if (group !== undefined && group.length === id.length) {
      throw new CloudError(
        "ResourceGroupNotFound",
        `Resource group '${nameOf(id)}' could not be found.`,
        404,
      );
    }
    throw notFound(id);
  }

  /** As GET shows it. */
  view(resource: ArmResource, expand = ""): ArmResource {
    const type = this.type(resource.type);
    const properties = type.view?.(this.context, resource, expand) ?? resource.properties;
    return { ...resource, name: type.shownName?.(resource) ?? resource.name, properties };
  }

  /** Resources of a type in a scope, those that exist without being made included. */
  list(typeName: string, scope: string): ArmResource[] {
    const type = this.type(typeName);
    const made = this.context.resources.list(type.type, scope);
    const parent = this.context.resources.get(scope);
    if (!type.implicit || !parent) return made;
    const last = nameOf(type.type);
    const missing = type.implicit.names
      .map((name) => `${parent.id}/${last}/${name}`)
      .filter((id) => !this.context.resources.get(id));
    return [...made, ...missing.map((id) => this.#find(id)!)];
  }

  /** @returns false when there was nothing */
  async delete(id: string): Promise<boolean> {
    const { resources } = this.context;
    const found = resources.get(id);
    if (!found) {
      this.checkScope(id);
      return false;
    }
    const type = this.type(found.type);
    await type.beforeDelete?.(this.context, found);
    const below = resources.list(undefined, found.id).filter((one) => one.id !== found.id);
    for (const one of below.sort((a, b) => b.id.length - a.id.length)) {
      if (!resources.get(one.id)) continue;
      await resources.delete(one.id);
      await this.#types.get(one.type.toLowerCase())?.afterDelete?.(this.context, one);
    }
    await resources.delete(found.id);
    await type.afterDelete?.(this.context, found);
    return true;
  }

  /** The resource and the action that `POST …/resource/action` and the like mean, if there is such an action. */
  actionAt(
    method: string,
    path: string,
  ): { resource: ArmResource; name: string; action: ArmAction; isLongRunning: boolean } | undefined {
    const parts = path.split("/");
    for (let length = parts.length - 1; length > 4; length -= 1) {
      const type = this.#types.get(typeOf(parts.slice(0, length).join("/")).toLowerCase());
      const name = parts.slice(length).join("/");
      const key = `${method} ${name}`.toLowerCase();
      const longRunning = type?.longRunningActions?.[key];
      const action = longRunning ?? type?.actions?.[key];
      if (!action) continue;
      const resource = this.stored(parts.slice(0, length).join("/"));
      return { resource, name, action, isLongRunning: longRunning !== undefined };
    }
    return undefined;
  }

  /** @throws CloudError when the subscription or the resource group does not exist */
  checkScope(id: string): void {
    const subscription = subscriptionOf(id);
    if (
      subscription !== undefined &&
      !this.subscriptionIds.some((one) => one.toLowerCase() === subscription)
    ) {
      throw new CloudError(
        "SubscriptionNotFound",
        `The subscription '${subscription}' could not be found.`,
        404,
      );
    }
    const group = resourceGroupOf(id);
    if (group !== undefined && group.length < id.length && !this.context.resources.get(group)) {
      throw new CloudError(
        "ResourceGroupNotFound",
        `Resource group '${nameOf(group)}' could not be found.`,
        404,
      );
    }
  }

  #find(id: string): ArmResource | undefined {
    const made = this.context.resources.get(id);
    if (made) return made;
    const parentId = parentOf(id);
    const type = this.#types.get(typeOf(id).toLowerCase());
    const name = type?.implicit?.names.find((one) => one.toLowerCase() === nameOf(id).toLowerCase());
    const parent = parentId === undefined ? undefined : this.context.resources.get(parentId);
    if (!type || name === undefined || !parent) return undefined;
    const own = `${parent.id}/${nameOf(type.type)}/${name}`;
    return { id: own, name, type: type.type, properties: type.implicit!.properties(this.context, own) };
  }

  #checkParent(id: string, type: ArmType): void {
    const scope = /^(\/.+)\/providers\/Microsoft\.Authorization\//i.exec(id)?.[1];
    const parent = parentOf(id) ?? (scope !== undefined && /\/providers\//i.test(scope) ? scope : undefined);
    if (parent === undefined || this.#find(parent)) return;
    throw new CloudError(
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) of type '${type.type.split("/").slice(1).join("/")}', because the ` +
        `parent resource '${parent.slice(parent.toLowerCase().indexOf("/providers/") + 11)}' could not be found.`,
      404,
    );
  }

  /** An id in the casing of its type, its group and its parent, as Resource Manager writes it. */
  #inCasing(id: string, type: ArmType): string {
    const parent = parentOf(id);
    const above = parent === undefined ? undefined : this.#find(parent)?.id;
    const own = `${nameOf(type.type)}/${nameOf(id)}`;
    if (above !== undefined) return `${above}/${own}`;
    if (type.type === "Microsoft.Resources/resourceGroups") {
      return id.replace(/\/resourceGroups\//i, "/resourceGroups/");
    }
    const start = id.toLowerCase().lastIndexOf("/providers/");
    const group = resourceGroupOf(id);
    const scope = id.slice(0, start);
    const kept =
      group !== undefined && isWithin(scope, group)
        ? (this.context.resources.get(group)?.id ?? group)
        : group;
    const before = kept === undefined ? scope : kept + scope.slice(kept.length);
    return `${before}/providers/${type.type.split("/")[0]}/${parent === undefined ? own : id.slice(start).split("/").slice(3).join("/")}`;
  }
}

export function notFound(id: string): CloudError {
  const start = id.toLowerCase().lastIndexOf("/providers/");
  const group = resourceGroupOf(id);
  const where = group === undefined ? "" : ` under resource group '${nameOf(group)}'`;
  return new CloudError(
    "ResourceNotFound",
    `The Resource '${start < 0 ? id : id.slice(start + 11)}'${where} was not found. ` +
      "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    404,
  );
}

function merged(before: unknown, change: unknown): unknown {
  if (typeof change !== "object" || change === null || Array.isArray(change)) return change;
  const result: Record<string, unknown> =
    typeof before === "object" && before !== null && !Array.isArray(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = key === "tags" ? value : merged(result[key], value);
  }
  return result;
}
