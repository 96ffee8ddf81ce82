import { isDeepStrictEqual } from "node:util";
import type { Arguments } from "./arguments";
import { isArchive, isAsset, isObject, type Properties } from "./wire";

export type ChangeKind = "add" | "delete" | "update";

export interface Change {
  /** `rules[0].status`, `tags["team"]` … */
  readonly path: string;
  readonly kind: ChangeKind;
  readonly replaces: boolean;
}

/** Differences between two sets of arguments, each at the deepest place that tells them apart. */
export function changes(known: Arguments, before: Properties, after: Properties): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== "__defaults",
  );
  return names.flatMap((name) =>
    compare(name, before[name], after[name]).map((change) => ({
      ...change,
      replaces: known[name]?.replaces === true,
    })),
  );
}

function compare(path: string, before: unknown, after: unknown): Omit<Change, "replaces">[] {
  if (before === undefined) return after === undefined ? [] : [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (isArchive(before) || isArchive(after) || isAsset(before) || isAsset(after)) {
    const hash = (value: unknown) => (isObject(value) ? value["hash"] : undefined);
    return hash(before) === hash(after) ? [] : [{ path, kind: "update" }];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    return Array.from({ length: longest }, (_, index) => index).flatMap((index) =>
      compare(`${path}[${index}]`, before[index], after[index]),
    );
  }
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      compare(/^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`, before[key], after[key]),
    );
  }
  return isDeepStrictEqual(before, after) || sameJson(before, after) ? [] : [{ path, kind: "update" }];
}

/** Policies are text here, but only their meaning counts. */
function sameJson(before: unknown, after: unknown): boolean {
  if (typeof before !== "string" || typeof after !== "string" || !before.trimStart().startsWith("{"))
    return false;
  try {
    return isDeepStrictEqual(JSON.parse(before), JSON.parse(after));
  } catch {
    return false;
  }
}
