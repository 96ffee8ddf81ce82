import { CloudError } from "../../cloud/cloud-error";
import { type ArmResource, isWithin, nameOf, resourceGroupOf } from "./arm-resource";
import type { ArmContext } from "./arm-type";
import { notFound } from "./resource-manager";

/**
 * Moves resources into another group, with what is theirs, and changes every reference to them. A virtual machine keeps its
 * `vmId`, its disk and what runs in it. Role assignments on what moves do not move along.
 *
 * @throws CloudError when one of them, or the group, does not exist, or the name is taken there
 */
export async function moveResources(
  context: ArmContext,
  ids: readonly string[],
  groupId: string,
): Promise<void> {
  const { resources, managedRuns } = context;
  const group = resources.get(groupId);
  if (group === undefined) {
    throw new CloudError(
      "ResourceGroupNotFound",
      `Resource group '${nameOf(groupId)}' could not be found.`,
      404,
    );
  }
  const moves = new Map<string, string>();
  for (const id of ids) {
    const found = resources.get(id);
    if (found === undefined) throw notFound(id);
    const to = `${group.id}${found.id.slice(resourceGroupOf(found.id)!.length)}`;
    if (resources.get(to)) {
      throw new CloudError("ResourceMoveProviderValidationFailed", `A resource '${to}' exists already.`, 409);
    }
    moves.set(found.id, to);
  }
  const moved = (id: string): string => {
    for (const [from, to] of moves) if (isWithin(id, from)) return `${to}${id.slice(from.length)}`;
    return id;
  };
  const parts = resources
    .list()
    .filter(({ id }) => !id.toLowerCase().includes("/providers/microsoft.authorization/"));
  for (const one of parts) {
    const to = moved(one.id);
    const after = replaced(one, moved) as ArmResource;
    if (to === one.id) {
      if (JSON.stringify(after) !== JSON.stringify(one)) await resources.put(one.id, after);
      continue;
    }
    await resources.delete(one.id);
    await resources.put(to, after);
    managedRuns.move(one.id, to);
  }
}

function replaced(value: unknown, moved: (id: string) => string): unknown {
  if (typeof value === "string") return value.startsWith("/subscriptions/") ? moved(value) : value;
  if (Array.isArray(value)) return value.map((one) => replaced(one, moved));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, moved)]));
}
