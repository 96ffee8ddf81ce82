/** Marker in the place of a value that a preview cannot know yet, of any type and at any depth. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** Whether the marker stands anywhere inside the value. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(hasUnknown);
}

/** Whether a value is certain to be another one than before; one that is unknown may be the same. */
export function isCertainlyOther(before: unknown, now: unknown): boolean {
  return !isUnknown(now) && now !== before;
}

/** One property of an object that may be unknown as a whole: then it is unknown too. */
export function partOf<T extends object, Name extends keyof T>(whole: T, name: Name): T[Name] {
  return isUnknown(whole) ? (UNKNOWN as T[Name]) : whole[name];
}

/** Where the marker stands in a value: `egress.office.publicRanges[0]`. */
export function unknownPaths(value: unknown, path = ""): string[] {
  if (isUnknown(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (Array.isArray(value)) return unknownPaths(item, `${path}[${key}]`);
    return unknownPaths(item, path === "" ? key : `${path}.${key}`);
  });
}
