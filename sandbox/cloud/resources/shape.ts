/** What a property may hold. */
export interface Shape {
  /** Adds what is wrong with `value` to `problems`, with the texts of CloudFormation's model validation. */
  (value: unknown, path: string, problems: string[]): void;
  /**
   * The value as CloudFormation hands it to a resource type: `"60"` for a number is 60, `true` for a text is `"true"`.
   * What fits no such rule stays as it is.
   */
  readonly coerced?: (value: unknown) => unknown;
  /** The fields of an object. */
  readonly fields?: Readonly<Record<string, Shape>>;
}

type Check = (value: unknown, path: string, problems: string[]) => void;

export interface TextLimits {
  readonly oneOf?: readonly string[];
  readonly pattern?: RegExp;
  readonly min?: number;
  readonly max?: number;
}

export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly number[];
}

export function text(limits: TextLimits = {}): Shape {
  return coercing(asText, (value, path, problems) => {
    if (typeof value !== "string") return mismatch("String", value, path, problems);
    if (limits.oneOf && !limits.oneOf.includes(value)) {
      problems.push(`${path}: ${value} is not a valid enum value`);
    } else if (limits.pattern && !limits.pattern.test(value)) {
      problems.push(`${path}: failed validation constraint for keyword [pattern], got '${value}'`);
    } else if (limits.min !== undefined && value.length < limits.min) {
      problems.push(`${path}: expected minLength: ${limits.min}, actual: ${value.length}`);
    } else if (limits.max !== undefined && value.length > limits.max) {
      problems.push(`${path}: expected maxLength: ${limits.max}, actual: ${value.length}`);
    }
  });
}

export function integer(limits: NumberLimits = {}): Shape {
  return coercing(asNumber, (value, path, problems) => {
    if (!Number.isInteger(value)) return mismatch("Integer", value, path, problems);
    number(limits)(value, path, problems);
  });
}

export function number(limits: NumberLimits = {}): Shape {
  return coercing(asNumber, (value, path, problems) => {
    if (typeof value !== "number") return mismatch("Number", value, path, problems);
    if (limits.min !== undefined && value < limits.min) {
      problems.push(`${path}: ${value} is not greater or equal to ${limits.min}`);
    } else if (limits.max !== undefined && value > limits.max) {
      problems.push(`${path}: ${value} is not less or equal to ${limits.max}`);
    } else if (limits.oneOf && !limits.oneOf.includes(value)) {
      problems.push(`${path}: ${value} is not a valid enum value`);
    }
  });
}

export const flag: Shape = coercing(asFlag, (value, path, problems) => {
  if (typeof value !== "boolean") mismatch("Boolean", value, path, problems);
});

/** A JSON object, or its text. */
export const json: Shape = (value, path, problems) => {
  if (typeof value !== "string" && !isObject(value)) mismatch("JSONObject", value, path, problems);
};

export function list(item: Shape, limits: { min?: number; max?: number } = {}): Shape {
  const coerced = (value: unknown) =>
    Array.isArray(value) ? value.map((each) => coerce(item, each)) : value;
  return coercing(coerced, (value, path, problems) => {
    if (!Array.isArray(value)) return mismatch("JSONArray", value, path, problems);
    if (value.length < (limits.min ?? 0)) {
      problems.push(`${path}: expected minimum item count: ${limits.min}, found: ${value.length}`);
    }
    if (value.length > (limits.max ?? Infinity)) {
      problems.push(`${path}: expected maximum item count: ${limits.max}, found: ${value.length}`);
    }
    value.forEach((each, index) => {
      item(each, `${path}/${index}`, problems);
    });
  });
}

export function map(item: Shape): Shape {
  const coerced = (value: unknown) =>
    isObject(value) ? mapped(value, (_key, each) => coerce(item, each)) : value;
  return coercing(coerced, (value, path, problems) => {
    if (!isObject(value)) return mismatch("JSONObject", value, path, problems);
    for (const [key, each] of Object.entries(value)) item(each, `${path}/${key}`, problems);
  });
}

export function object(fields: Record<string, Shape>, required: readonly string[] = []): Shape {
  const coerced = (value: unknown) =>
    isObject(value)
      ? mapped(value, (key, each) => (Object.hasOwn(fields, key) ? coerce(fields[key]!, each) : each))
      : value;
  const check = coercing(coerced, (value, path, problems) => {
    if (!isObject(value)) return mismatch("JSONObject", value, path, problems);
    for (const key of required) {
      if (value[key] === undefined) problems.push(`${path}: required key [${key}] not found`);
    }
    for (const [key, each] of Object.entries(value)) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field === undefined) problems.push(`${path}: extraneous key [${key}] is not permitted`);
      else if (each !== undefined) field(each, `${path}/${key}`, problems);
    }
  });
  return Object.assign(check, { fields });
}

/** The value with its scalars in the types that the shape wants, as far as CloudFormation converts them. */
export function coerce(shape: Shape, value: unknown): unknown {
  return shape.coerced ? shape.coerced(value) : value;
}

function coercing(coerced: (value: unknown) => unknown, check: Check): Shape {
  return Object.assign(check, { coerced });
}

function asText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function asNumber(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function asFlag(value: unknown): unknown {
  return value === "true" || value === "false" ? value === "true" : value;
}

function mapped(
  value: Record<string, unknown>,
  change: (key: string, each: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(key, each)]));
}

export const tags: Shape = list(
  object({ Key: text({ min: 1, max: 128, pattern: /^(?!aws:)/i }), Value: text({ max: 256 }) }, [
    "Key",
    "Value",
  ]),
  { max: 50 },
);

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mismatch(expected: string, value: unknown, path: string, problems: string[]): void {
  const found = Array.isArray(value)
    ? "JSONArray"
    : value === null
      ? "Null"
      : { string: "String", number: "Number", boolean: "Boolean", object: "JSONObject" }[
          typeof value as string
        ];
  problems.push(`${path}: expected type: ${expected}, found: ${found ?? typeof value}`);
}
