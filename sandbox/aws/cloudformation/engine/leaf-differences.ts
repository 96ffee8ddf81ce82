import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../template/template";

/** One place where two values differ. */
export interface LeafDifference {
  /** A JSON pointer from the value: empty when it differs as a whole. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Where two values differ, as deep as both have the same form: objects by key, lists of one length by position. */
export function leafDifferences(before: unknown, after: unknown, path = ""): LeafDifference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => leafDifferences(before[key], after[key], `${path}/${escaped(key)}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((each, index) => leafDifferences(each, after[index], `${path}/${index}`));
  }
  return [{ path, before, after }];
}

/** RFC 6901. */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
