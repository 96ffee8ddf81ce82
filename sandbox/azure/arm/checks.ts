import { isDeepStrictEqual } from "node:util";
import { CloudError } from "../../cloud/cloud-error";
import { list, object, type Shape, text } from "../../cloud/resources/shape";
import { type ArmBody, type ArmResource, nameOf } from "./arm-resource";
import type { ArmType } from "./arm-type";

/** Regions of the sandbox. */
export const LOCATIONS = [
  "eastus",
  "eastus2",
  "germanywestcentral",
  "northeurope",
  "swedencentral",
  "uksouth",
  "westeurope",
  "westus2",
];

/** `West Europe` is `westeurope`. */
export function normalLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

const DEFAULT_NAME = /^[A-Za-z0-9]([\w.-]{0,78}\w)?$/;

/** @throws CloudError when the name breaks the rules of its type */
export function checkName(type: ArmType, id: string): void {
  const name = nameOf(id);
  if ((type.name?.pattern ?? DEFAULT_NAME).test(name)) return;
  if (!type.name) throw new CloudError("InvalidResourceName", `Resource name ${name} is invalid.`);
  const { code, message } = type.name;
  throw new CloudError(typeof code === "string" ? code : code(name), message(name));
}

/**
 * The body without what a caller cannot set, checked against the type's shape.
 *
 * @throws CloudError `InvalidRequestContent` that names everything that does not fit
 */
export function checkBody(
  type: ArmType,
  given: unknown,
  before: ArmResource | undefined,
): ArmBody & { properties: Record<string, unknown> } {
  const problems: string[] = [];
  const body = withoutReadOnly(type, given);
  shapeOf(type)(body, "#", problems);
  if (problems.length > 0) {
    throw new CloudError(
      "InvalidRequestContent",
      `The request content was invalid and could not be deserialized: ${problems.join("; ")}.`,
    );
  }
  const checked = JSON.parse(JSON.stringify(body)) as ArmBody;
  checkTags(checked.tags ?? {});
  const location = checkLocation(type, checked.location, before);
  return {
    ...checked,
    ...(location === undefined ? {} : { location }),
    properties: { ...checked.properties },
  };
}

/** @throws CloudError when something changed that cannot be changed */
export function checkCreateOnly(type: ArmType, before: ArmResource, after: ArmBody): void {
  for (const path of type.createOnly ?? []) {
    const [was, is] = [valueAt(before, path), valueAt(after, path)];
    if (was === undefined || is === undefined || isDeepStrictEqual(was, is)) continue;
    if (typeof was === "string" && typeof is === "string" && was.toLowerCase() === is.toLowerCase()) continue;
    throw new CloudError("PropertyChangeNotAllowed", `Changing property '${path}' is not allowed.`, 409);
  }
}

function shapeOf(type: ArmType): Shape {
  const has = (member: Shape | undefined, name: string): Record<string, Shape> =>
    member ? { [name]: member } : {};
  const fields = {
    ...(type.location === "none" ? {} : { location: text() }),
    ...((type.tags ?? type.location !== "none") ? { tags: tagsShape } : {}),
    ...has(type.kind, "kind"),
    ...has(type.sku, "sku"),
    ...has(type.identity, "identity"),
    ...(type.hasZones ? { zones: list(text()) } : {}),
    properties: type.properties,
  };
  return object(fields, type.required);
}

const tagsShape: Shape = (value, path, problems) => {
  for (const [key, one] of Object.entries((value ?? {}) as object)) text()(one, `${path}/${key}`, problems);
};

/** Members that Resource Manager itself fills in. */
const ENVELOPE = new Set(["id", "name", "type", "etag", "systemData", "managedBy"]);

function withoutReadOnly(type: ArmType, given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const body = Object.fromEntries(Object.entries(given).filter(([key]) => !ENVELOPE.has(key)));
  const properties = Object.entries((body["properties"] ?? {}) as object).filter(
    ([key, value]) => !type.readOnly.includes(key) && value !== null,
  );
  return { ...body, properties: Object.fromEntries(properties) };
}

/** @throws CloudError for too many tags, and for names and values that break their rules */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > 50) {
    throw new CloudError("InvalidTags", `The resource has ${entries.length} tags. At most 50 are allowed.`);
  }
  for (const [name, value] of entries) {
    if (name.length > 512 || /[<>%&\\?/]/.test(name)) {
      throw new CloudError("InvalidTagNameCharacters", `The tag names '${name}' are invalid.`);
    }
    if (entries.some(([other]) => other !== name && other.toLowerCase() === name.toLowerCase())) {
      throw new CloudError(
        "InvalidTagNames",
        `The tag name '${name}' is there more than once: names of tags are the same in any casing.`,
      );
    }
    if (value.length > 256) {
      throw new CloudError("InvalidTagValue", `The value of the tag '${name}' has more than 256 characters.`);
    }
  }
}

function checkLocation(
  type: ArmType,
  given: string | undefined,
  before: ArmResource | undefined,
): string | undefined {
  if (type.location === "none") return undefined;
  if (given === undefined || given === "") {
    throw new CloudError("LocationRequired", "The location property is required for this definition.");
  }
  const location = normalLocation(given);
  const known = type.location === "global" ? ["global"] : LOCATIONS;
  if (!known.includes(location)) {
    throw new CloudError(
      "LocationNotAvailableForResourceType",
      `The provided location '${given}' is not available for resource type '${type.type}'. ` +
        `List of available regions for the resource type is '${known.join(",")}'.`,
    );
  }
  if (before?.location !== undefined && before.location !== location) {
    throw new CloudError(
      "InvalidResourceLocation",
      `The resource '${before.name}' already exists in location '${before.location}'. ` +
        `A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
      409,
    );
  }
  return location;
}

function valueAt(resource: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], resource);
}
