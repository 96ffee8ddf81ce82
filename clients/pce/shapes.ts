/**
 * Checks a value of an answer: returns the problem with its path and what was seen, or undefined when there is none.
 */
export type Shape = (value: unknown, path: string) => string | undefined;

/** What an answer has to be, and its name in errors. */
export interface Expected {
  /** For example `labels`. */
  readonly what: string;
  readonly shape: Shape;
}

export const text: Shape = (value, path) =>
  typeof value === "string" ? undefined : wrong(value, path, "a text");

export const time: Shape = (value, path) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? undefined : wrong(value, path, "a time");

export const number: Shape = (value, path) =>
  typeof value === "number" ? undefined : wrong(value, path, "a number");

export const flag: Shape = (value, path) =>
  typeof value === "boolean" ? undefined : wrong(value, path, "true or false");

/** A value that may be absent or null; null stays in the answer. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined || value === null ? undefined : shape(value, path));
}

export function list(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return wrong(value, path, "a list");
    for (const [index, item] of value.entries()) {
      const problem = shape(item, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** @param fields shapes of the fields; any other field is accepted */
export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const named = Object.entries(fields);
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return wrong(value, path, "an object");
    for (const [name, shape] of named) {
      const problem = shape((value as Record<string, unknown>)[name], path === "" ? name : `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export const reference = object({ href: text });

/**
 * Deletes lists that are null from a row, so that they are absent, as their types say.
 *
 * @param row an object of an answer; it is changed in place
 */
export function withoutNullLists(row: object, names: readonly string[]): void {
  const fields = row as Record<string, unknown>;
  for (const name of names) if (fields[name] === null) delete fields[name];
}

function wrong(value: unknown, path: string, expected: string): string {
  return `${path === "" ? "it" : path} is ${seen(value)}, not ${expected}`;
}

function seen(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return JSON.stringify(typeof value === "string" ? value.slice(0, 60) : value);
}
