import type { CloudResource, Live } from "./cloud-plugin";
import { changes } from "./diff";
import { isArchive, isObject, type Properties, UNKNOWN } from "./wire";

/** A resource that a preview would make: outputs that only the cloud knows are unknown. */
export function previewed(resource: CloudResource, inputs: Properties): Live {
  return { id: "", inputs, outputs: Object.fromEntries(resource.computed.map((key) => [key, UNKNOWN])) };
}

/**
 * What the state holds: the arguments, the cloud's values for those left out, and outputs that only the cloud knows.
 */
export function state(resource: CloudResource, { inputs, outputs }: Live): Properties {
  const { __defaults, ...given } = inputs;
  const defaults = Object.entries(resource.arguments)
    .filter(([, { byDefault }]) => byDefault !== undefined)
    .map(([name, { byDefault }]) => [name, byDefault]);
  const told = Object.entries(given).filter(([name]) => resource.arguments[name]?.writeOnly !== true);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(told), ...outputs };
}

/**
 * The arguments as they are in the cloud now. One that was left out appears when the cloud no longer has its default;
 * an archive cannot be read back.
 */
export function refreshed(resource: CloudResource, before: Properties, live: Properties): Properties {
  const kept = Object.entries(before).filter(
    ([name, value]) =>
      name === "__defaults" || isArchive(value) || resource.arguments[name]?.cloud === undefined,
  );
  const now = Object.entries(live).filter(([name, value]) => {
    if (before[name] !== undefined) return true;
    const { byDefault } = resource.arguments[name]!;
    return byDefault === undefined ? !isEmpty(value) : JSON.stringify(byDefault) !== JSON.stringify(value);
  });
  const inputs = { ...Object.fromEntries(now), ...Object.fromEntries(kept) };
  const same = new Set(Object.keys(before));
  for (const { path } of changes(resource.arguments, before, inputs)) same.delete(path.split(/[.[]/)[0]!);
  for (const name of same) inputs[name] = before[name];
  return inputs;
}

function isEmpty(value: unknown): boolean {
  return (
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}
