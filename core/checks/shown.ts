import { visible } from "../visible";
import { isRecord } from "./json";

/** Characters of a value that a message repeats. */
const LONGEST = 200;

/** A value as messages repeat it: text in single quotes, on one line and cut after 200 characters; else its kind. */
export function shown(value: unknown): string {
  if (typeof value !== "string") return kindOf(value);
  const cut = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return `'${visible(cut)}'`;
}

/** The kind of a value in words, for messages; a number or a truth value is shown itself. */
export function kindOf(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isRecord(value) ? "an object" : bareKind(value);
}

/** The kind of a value and never the value, for values that must not be repeated. */
export function bareKind(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return "text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
