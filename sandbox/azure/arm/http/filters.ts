import { CloudError } from "../../../cloud/cloud-error";
import { type ArmResource, isWithin, resourceGroupOf } from "../arm-resource";
import type { ResourceManager } from "../resource-manager";

/** Resources that `$filter` and `$top` leave. @throws CloudError for a filter that the sandbox cannot read */
export function matching(resources: readonly ArmResource[], query: URLSearchParams): ArmResource[] {
  const filter = query.get("$filter") ?? "";
  const top = Number(query.get("$top") ?? Infinity) || Infinity;
  const terms = filter.split(/ and /i).filter((term) => term.trim() !== "");
  const tests = terms.map((term) => testOf(term.trim()));
  const tagValue = /tagValue eq '([^']*)'/i.exec(filter)?.[1];
  return resources.filter((one) => tests.every((test) => test(one, tagValue))).slice(0, top);
}

type Test = (resource: ArmResource, tagValue: string | undefined) => boolean;

function testOf(term: string): Test {
  const [, field, wanted] = /^(\w+) eq '([^']*)'$/i.exec(term) ?? [];
  const same = (value: string | undefined) => value?.toLowerCase() === wanted!.toLowerCase();
  switch (field?.toLowerCase()) {
    case "resourcetype":
      return ({ type }) => same(type);
    case "name":
      return ({ name }) => same(name);
    case "location":
      return ({ location }) => same(location);
    case "resourcegroup":
      return ({ id }) => same(resourceGroupOf(id)?.split("/").pop());
    case "tagname":
      return ({ tags }, tagValue) =>
        Object.entries(tags ?? {}).some(
          ([name, value]) => same(name) && (tagValue === undefined || value === tagValue),
        );
    case "tagvalue":
      return () => true;
    default:
      throw new CloudError("InvalidFilterInQueryString", `The sandbox cannot read the filter '${term}'.`);
  }
}

/** Role assignments at a scope: those of the scopes above it too, and without `atScope()` those below it. */
export function roleAssignments(
  manager: ResourceManager,
  scope: string,
  filter: string | null,
): ArmResource[] {
  const text = filter ?? "";
  const principal = /(?:principalId eq |assignedTo\()'([^']*)'/i.exec(text)?.[1];
  if (text !== "" && principal === undefined && !/atScope\(\)/i.test(text)) {
    throw new CloudError("InvalidFilterInQueryString", `The sandbox cannot read the filter '${text}'.`);
  }
  return manager.context.resources
    .list("Microsoft.Authorization/roleAssignments")
    .filter(({ properties }) => {
      const own = String(properties["scope"]);
      const isAbove = own === "/" || isWithin(scope, own);
      const isBelow = isWithin(own, scope) && !/atScope\(\)/i.test(text);
      return (isAbove || isBelow) && (principal === undefined || properties["principalId"] === principal);
    });
}

/** Role definitions that a filter such as `roleName eq 'Reader'` leaves. */
export function roleDefinitions<T extends { readonly properties: object }>(
  all: readonly T[],
  filter: string | null,
): T[] {
  const text = filter ?? "";
  const [, field, wanted] = /(roleName|type) eq '([^']*)'/i.exec(text) ?? [];
  if (field === undefined) {
    if (/^(atScope(AndBelow)?\(\))?$/i.test(text)) return [...all];
    throw new CloudError("InvalidFilterInQueryString", `The sandbox cannot read the filter '${text}'.`);
  }
  const key = field.toLowerCase() === "type" ? "type" : "roleName";
  return all.filter(({ properties }) => (properties as Record<string, unknown>)[key] === wanted);
}
