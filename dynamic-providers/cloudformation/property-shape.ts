import { isRecord, type JsonRecord } from "../../core/checks/json";

/**
 * The kinds of scalars in a property. CloudFormation hands every scalar to a custom resource as text, so numbers and
 * truth values have to be restored before a provider checks them.
 */
export type Shape =
  | "text"
  | "flag"
  | "number"
  /** Items of a list. */
  | { readonly list: Shape }
  /** Values of an object whose keys the user chooses. */
  | { readonly record: Shape }
  /** Properties of an object; one that is not named here stays as it is, and the provider refuses it. */
  | { readonly fields: Fields };

export type Fields = Readonly<Record<string, Shape>>;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** The value with its scalars restored. What does not fit its shape stays as it is, for the provider to refuse. */
export function restored(value: unknown, shape: Shape): unknown {
  if (shape === "text") return value;
  if (shape === "flag") return value === "true" ? true : value === "false" ? false : value;
  if (shape === "number") return typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
  if ("list" in shape) return Array.isArray(value) ? value.map((item) => restored(item, shape.list)) : value;
  if (!isRecord(value)) return value;
  if ("fields" in shape) return restoredFields(value, shape.fields);
  return mapped(value, (_key, item) => restored(item, shape.record));
}

export function restoredFields(value: JsonRecord, fields: Fields): JsonRecord {
  return mapped(value, (key, item) => (Object.hasOwn(fields, key) ? restored(item, fields[key]!) : item));
}

function mapped(value: JsonRecord, of: (key: string, item: unknown) => unknown): JsonRecord {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, of(key, item)]));
}
