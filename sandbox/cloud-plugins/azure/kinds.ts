import type { Kind } from "../provider/arguments";
import { isObject, type Properties, UNKNOWN } from "../provider/wire";

/** A value that the plugin hands over as it is: Resource Manager checks it. */
export const anything: Kind = { check: () => [], toCloud: same, fromCloud: same };

/** An object some of whose members have other names or forms in Resource Manager; the others are handed over. */
export function renamed(
  names: Readonly<Record<string, string>>,
  kinds: Readonly<Record<string, Kind>> = {},
): Kind {
  const back = Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [theirs, ours]));
  return converted(
    (value) => mapped(value, (key, one) => [names[key] ?? key, kinds[key]?.toCloud(one) ?? one]),
    (value) =>
      mapped(value, (key, one) => [back[key] ?? key, kinds[back[key] ?? key]?.fromCloud(one) ?? one]),
  );
}

const ENVELOPE = ["id", "name", "type", "etag"];

/** What stands below `properties` in Resource Manager and beside the name here, as in everything of the network service. */
export function flattened(kinds: Readonly<Record<string, Kind>> = {}): Kind {
  return converted(
    (value) => {
      const all = mapped(value, (key, one) => [key, kinds[key]?.toCloud(one) ?? one]);
      const own = Object.entries(all).filter(([key]) => !ENVELOPE.includes(key));
      const envelope = Object.entries(all).filter(([key]) => ENVELOPE.includes(key));
      return {
        ...Object.fromEntries(envelope),
        ...(own.length > 0 ? { properties: Object.fromEntries(own) } : {}),
      };
    },
    ({ properties, ...envelope }) =>
      mapped({ ...envelope, ...(properties as Properties) }, (key, one) => [
        key,
        kinds[key]?.fromCloud(one) ?? one,
      ]),
  );
}

export function listOf(item: Kind): Kind {
  const each = (convert: (value: unknown) => unknown) => (value: unknown) =>
    Array.isArray(value) ? value.map(convert) : value;
  return {
    check: (value, path) =>
      value === UNKNOWN || Array.isArray(value)
        ? []
        : [{ path, reason: `expected a list, got ${JSON.stringify(value)}` }],
    toCloud: each(item.toCloud),
    fromCloud: each(item.fromCloud),
  };
}

/** `userAssignedIdentities` is a list of ids here, and an object by id in Resource Manager. */
export const identity: Kind = renamed(
  {},
  {
    userAssignedIdentities: {
      check: () => [],
      toCloud: (value) =>
        Array.isArray(value) ? Object.fromEntries(value.map((id) => [String(id), {}])) : value,
      fromCloud: same,
    },
  },
);

/** How identities are read back: as the list that was given. */
export function identityInputs(value: unknown): unknown {
  if (!isObject(value) || !isObject(value["userAssignedIdentities"])) return value;
  return { type: value["type"], userAssignedIdentities: Object.keys(value["userAssignedIdentities"]) };
}

function converted(toCloud: (value: Properties) => unknown, fromCloud: (value: Properties) => unknown): Kind {
  const ifObject = (convert: (value: Properties) => unknown) => (value: unknown) =>
    isObject(value) ? convert(value) : value;
  return {
    check: (value, path) =>
      value === UNKNOWN || isObject(value)
        ? []
        : [{ path, reason: `expected an object, got ${JSON.stringify(value)}` }],
    toCloud: ifObject(toCloud),
    fromCloud: ifObject(fromCloud),
  };
}

function mapped(value: Properties, change: (key: string, one: unknown) => [string, unknown]): Properties {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => change(key, one)));
}

function same(value: unknown): unknown {
  return value;
}
