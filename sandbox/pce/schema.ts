import { invalidInput } from "./pce-error";

/** Problems of a value; empty when it fits. `path` is written like `#/interfaces/0/address`. */
export type Check = (value: unknown, path: string) => readonly string[];

export interface Schema {
  /** The name the PCE quotes in its messages, for example `workloads_post`. */
  readonly name: string;
  readonly check: Check;
}

/** @throws PceError 406 `input_validation_error` with one entry for each problem */
export function validate(schema: Schema, value: unknown): void {
  const problems = schema.check(value, "#/");
  if (problems.length > 0) {
    throw invalidInput(...problems.map((problem) => `${problem} in schema ${schema.name}.schema.json`));
  }
}

/** The name of its JSON type. */
export const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

const wrongType = (path: string, value: unknown, expected: string): string[] => [
  `The property '${path}' of type ${kindOf(value)} did not match the following type: ${expected}`,
];

const below = (path: string, key: string | number): string =>
  path.endsWith("/") ? `${path}${key}` : `${path}/${key}`;

export const anything: Check = () => [];

export function text(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Check {
  return (value, path) => {
    if (typeof value !== "string") return wrongType(path, value, "string");
    if (value.length < (limits.min ?? 0)) {
      return [`The property '${path}' was not of a minimum string length of ${limits.min}`];
    }
    if (value.length > (limits.max ?? Number.POSITIVE_INFINITY)) {
      return [`The property '${path}' was not of a maximum string length of ${limits.max}`];
    }
    if (limits.pattern?.test(value) === false) {
      return [`The property '${path}' value ${JSON.stringify(value)} did not match the expected form`];
    }
    return [];
  };
}

export function nullable(check: Check): Check {
  return (value, path) => (value === null ? [] : check(value, path));
}

export const flag: Check = (value, path) =>
  typeof value === "boolean" ? [] : wrongType(path, value, "boolean");

export function integer(min: number, max: number): Check {
  return (value, path) => {
    if (!Number.isInteger(value)) return wrongType(path, value, "integer");
    const fits = (value as number) >= min && (value as number) <= max;
    return fits ? [] : [`The property '${path}' value ${value} is not between ${min} and ${max}`];
  };
}

export function oneOf(...values: readonly string[]): Check {
  return (value, path) =>
    values.includes(value as string)
      ? []
      : [`The property '${path}' value ${JSON.stringify(value)} did not match one of: ${values.join(", ")}`];
}

export function oneOfNumbers(...values: readonly number[]): Check {
  return (value, path) =>
    values.includes(value as number)
      ? []
      : [`The property '${path}' value ${JSON.stringify(value)} did not match one of: ${values.join(", ")}`];
}

export function list(item: Check, limits: { min?: number; max?: number; unique?: boolean } = {}): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return wrongType(path, value, "array");
    if (value.length < (limits.min ?? 0))
      return [`The property '${path}' has fewer than ${limits.min} items`];
    if (value.length > (limits.max ?? Number.POSITIVE_INFINITY)) {
      return [`The property '${path}' had more items than the allowed ${limits.max}`];
    }
    if (limits.unique && new Set(value.map((entry) => JSON.stringify(entry))).size < value.length) {
      return [`The property '${path}' contained duplicated array values`];
    }
    return value.flatMap((entry, index) => item(entry, below(path, index)));
  };
}

/** An object that takes these properties and no others. */
export function closed(properties: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, path) => {
    if (kindOf(value) !== "object") return wrongType(path, value, "object");
    const entries = Object.entries(value as object);
    const unknown = entries.filter(([key]) => !Object.hasOwn(properties, key)).map(([key]) => key);
    const missing = required.filter((key) => !Object.hasOwn(value as object, key));
    return [
      ...(unknown.length === 0
        ? []
        : [
            `The property '${path}' contains additional properties ${JSON.stringify(unknown)} outside of the schema when none are allowed`,
          ]),
      ...missing.map((key) => `The property '${path}' did not contain a required property of '${key}'`),
      ...entries.flatMap(([key, entry]) => properties[key]?.(entry, below(path, key)) ?? []),
    ];
  };
}

export const reference: Check = closed({ href: text() }, ["href"]);

/** An object with an href, and whatever else the client knows of what it means. */
export const openReference: Check = (value, path) =>
  kindOf(value) === "object" && Object.hasOwn(value as object, "href")
    ? text()((value as { href: unknown }).href, below(path, "href"))
    : reference(value, path);
