import { flag, integer, json, list, map, object, type Shape, text } from "../../cloud/resources/shape";

export { flag, integer, json, list, map, number, object, text } from "../../cloud/resources/shape";

/** The id of a resource. */
export const armId: Shape = text({ pattern: /^\/subscriptions\/[^/]+(\/.+)?$/i });

/** `{id}`, how the network service refers to another resource; more of that resource may be there and is not looked at. */
export const reference: Shape = (value, path, problems) => {
  const id = (value as { readonly id?: unknown } | undefined)?.id;
  if (typeof id !== "string" || !/^\/subscriptions\//i.test(id))
    problems.push(`${path}: required key [id] not found`);
};

/** A list of `{name, properties}`, as the network service nests what belongs to a resource. */
export function named(properties: Shape, limits: { min?: number; max?: number } = {}): Shape {
  const entry = object(
    { id: text(), name: text({ min: 1, max: 80 }), type: text(), etag: text(), properties },
    ["name"],
  );
  return list(entry, limits);
}

/** A time span such as `PT5M`. */
export const duration: Shape = text({ pattern: /^P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/ });

/** `{type, userAssignedIdentities}`. */
export const identity: Shape = object(
  {
    type: text({
      oneOf: [
        "None",
        "SystemAssigned",
        "UserAssigned",
        "SystemAssigned, UserAssigned",
        "SystemAssigned,UserAssigned",
      ],
    }),
    userAssignedIdentities: map(json),
    principalId: text(),
    tenantId: text(),
  },
  ["type"],
);

/** `{name, tier …}` with one of these names. */
export function sku(names: readonly string[], more: Record<string, Shape> = {}): Shape {
  return object({ name: text({ oneOf: names }), tier: text(), ...more }, ["name"]);
}

export const enabledOrDisabled: Shape = text({ oneOf: ["Enabled", "Disabled"] });
export const port: Shape = integer({ min: 1, max: 65_535 });
export const texts: Shape = list(text());
export const anything: Shape = () => undefined;
export const onOff: Shape = flag;
