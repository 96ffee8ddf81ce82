import type { ArmResource } from "./arm-resource";

/**
 * Ids in properties as Azure often shows them: in another casing than they were written.
 *
 * Which service does this to which id is documented nowhere, so a client has to compare ids without casing everywhere.
 */
export function inOtherCasing(resource: ArmResource): ArmResource {
  return { ...resource, properties: changed(resource.properties) as ArmResource["properties"] };
}

function changed(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replace(
      /^(\/subscriptions\/[^/]+)\/resourceGroups\/([^/]+)/i,
      (_all, subscription: string, group: string) => `${subscription}/resourcegroups/${group.toLowerCase()}`,
    );
  }
  if (Array.isArray(value)) return value.map(changed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one)]));
}
