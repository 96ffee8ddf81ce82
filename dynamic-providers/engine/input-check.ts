import { isRecord, type JsonRecord } from "./json";
import type { CheckFailure } from "./resource-provider";
import { isUnknown } from "./unknown";

/** A value as it shall be stored, or `undefined` when it is unusable and `fail` was told why. */
export type ValueCheck = (
  value: unknown,
  path: string,
  fail: (reason: string, path?: string) => void,
) => unknown;

/**
 * Checks the properties of one object and collects every problem. Unknown values pass as they are, absent ones
 * (`null` or `undefined`) are left out, and a property that no rule names is a problem.
 */
export function checkProperties(
  value: JsonRecord,
  rules: Readonly<Record<string, ValueCheck>>,
  failures: CheckFailure[],
  prefix = "",
): JsonRecord {
  const checked: JsonRecord = {};
  for (const [name, item] of Object.entries(value)) {
    const path = prefix + name;
    const fail = (reason: string, at = path) => void failures.push({ property: at, reason });
    const rule = rules[name];
    if (!rule) fail(`unknown property; known are ${Object.keys(rules).join(", ")}`);
    else if (isUnknown(item)) checked[name] = item;
    else if (item !== undefined && item !== null) checked[name] = rule(item, path, fail);
  }
  return checked;
}

/** Path of a member: `labels.role`; what is more than a word is quoted, as in `interfaces["eth0.100"]`. */
export function memberPath(path: string, key: string): string {
  return /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** Text of at most `longest` characters; empty only where `empty` says so. */
export function text(options: { longest?: number; empty?: boolean } = {}): ValueCheck {
  const longest = options.longest ?? 255;
  return (value, _path, fail) => {
    if (typeof value !== "string") return fail(`must be text, got ${kindOf(value)}`);
    if (value === "" && !options.empty) return fail("must not be empty; leave it out instead");
    if (value.length > longest) return fail(`has ${value.length} characters, at most ${longest} are allowed`);
    return value;
  };
}

export function flag(): ValueCheck {
  return (value, _path, fail) =>
    typeof value === "boolean" ? value : fail(`must be true or false, got ${kindOf(value)}`);
}

export function oneOf(...allowed: readonly string[]): ValueCheck {
  return (value, _path, fail) =>
    allowed.includes(value as string) ? value : fail(`must be ${allowed.join(", ")}; got ${shown(value)}`);
}

/** Plain texts as a set: sorted, each once. */
export function textSet(): ValueCheck {
  return (value, path, fail) => {
    if (!Array.isArray(value)) return fail(`must be a list of texts, got ${kindOf(value)}`);
    value.forEach((item, index) => {
      if (typeof item !== "string" || item === "")
        fail(`must be text, got ${shown(item)}`, `${path}[${index}]`);
    });
    return [...new Set(value)].sort();
  };
}

export function shown(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : kindOf(value);
}

export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isRecord(value)) return "an object";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}
