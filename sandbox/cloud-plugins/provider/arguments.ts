import { isArchive, isObject, type Properties, UNKNOWN } from "./wire";

/** What is wrong with a value; `path` is that of the property, such as `rules[0].status`. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/** How one kind of value is checked, and what it is in the cloud's own form. */
export interface Kind {
  /** Unknown values pass: they are looked at when they are known. */
  check(value: unknown, path: string): Problem[];
  toCloud(value: unknown): unknown;
  fromCloud(value: unknown): unknown;
}

export interface Argument {
  readonly kind: Kind;
  /** Name of the property in the cloud. Undefined when the plugin itself acts on it. */
  readonly cloud?: string;
  readonly required?: boolean;
  /** A change makes a new resource. */
  readonly replaces?: boolean;
  /** What the cloud takes when the argument is left out, as it then stands in the outputs. */
  readonly byDefault?: unknown;
  /** The cloud never tells it, and neither do the outputs: a password. */
  readonly writeOnly?: boolean;
}

export type Arguments = Readonly<Record<string, Argument>>;

const same = (value: unknown) => value;

function kind(check: (value: unknown, path: string) => Problem[], convert: Partial<Kind> = {}): Kind {
  return {
    check: (value, path) => (value === UNKNOWN ? [] : check(value, path)),
    toCloud: same,
    fromCloud: same,
    ...convert,
  };
}

function mismatch(path: string, wanted: string, value: unknown): Problem[] {
  return [{ path, reason: `expected ${wanted}, got ${JSON.stringify(value)}` }];
}

export function text(
  rule: { readonly oneOf?: readonly string[]; readonly pattern?: RegExp; readonly longest?: number } = {},
): Kind {
  return kind((value, path) => {
    if (typeof value !== "string") return mismatch(path, "a string", value);
    if (rule.oneOf && !rule.oneOf.includes(value)) {
      return mismatch(path, `one of ${rule.oneOf.map((one) => JSON.stringify(one)).join(", ")}`, value);
    }
    if (value.length > (rule.longest ?? Infinity)) {
      return [{ path, reason: `expected at most ${rule.longest} characters, got ${value.length}` }];
    }
    return rule.pattern?.test(value) === false
      ? mismatch(path, `text that matches ${rule.pattern}`, value)
      : [];
  });
}

export function integer(
  rule: { readonly from?: number; readonly to?: number; readonly oneOf?: readonly number[] } = {},
): Kind {
  const { from = -Infinity, to = Infinity, oneOf } = rule;
  return kind((value, path) => {
    if (!Number.isInteger(value)) return mismatch(path, "a whole number", value);
    if (oneOf && !oneOf.includes(value as number)) return mismatch(path, `one of ${oneOf.join(", ")}`, value);
    return (value as number) >= from && (value as number) <= to
      ? []
      : mismatch(path, `a number from ${from} to ${to}`, value);
  });
}

export const number: Kind = kind((value, path) =>
  typeof value === "number" ? [] : mismatch(path, "a number", value),
);

export const flag: Kind = kind((value, path) =>
  typeof value === "boolean" ? [] : mismatch(path, "true or false", value),
);

export const archive: Kind = kind((value, path) =>
  isArchive(value) ? [] : mismatch(path, "an archive", value),
);

/** JSON text here, an object in the cloud. */
export const json: Kind = kind(
  (value, path) => {
    try {
      if (typeof value === "string" && isObject(JSON.parse(value))) return [];
    } catch {
      // not JSON: reported below
    }
    return mismatch(path, "JSON text of an object", value);
  },
  {
    toCloud: (value) => JSON.parse(value as string),
    fromCloud: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  },
);

export function list(item: Kind, rule: { readonly most?: number } = {}): Kind {
  return kind(
    (value, path) => {
      if (!Array.isArray(value)) return mismatch(path, "a list", value);
      if (value.length > (rule.most ?? Infinity)) return mismatch(path, `at most ${rule.most}`, value);
      return value.flatMap((each, index) => item.check(each, `${path}[${index}]`));
    },
    {
      toCloud: (value) => (value as unknown[]).map(item.toCloud),
      fromCloud: (value) => (value as unknown[]).map(item.fromCloud),
    },
  );
}

export function map(item: Kind): Kind {
  const each = (value: unknown, convert: (value: unknown) => unknown) =>
    Object.fromEntries(Object.entries(value as Properties).map(([key, one]) => [key, convert(one)]));
  return kind(
    (value, path) =>
      isObject(value)
        ? Object.entries(value).flatMap(([key, one]) => item.check(one, `${path}["${key}"]`))
        : mismatch(path, "a map", value),
    { toCloud: (value) => each(value, item.toCloud), fromCloud: (value) => each(value, item.fromCloud) },
  );
}

export function object(fields: Arguments): Kind {
  return kind(
    (value, path) =>
      isObject(value) ? checkArguments(fields, value, `${path}.`) : mismatch(path, "an object", value),
    {
      toCloud: (value) => toCloud(fields, value as Properties),
      fromCloud: (value) => fromCloud(fields, value as Properties),
    },
  );
}

/** A map of texts here, a list of `{Key, Value}` (or another word for the key) in the cloud. */
export function pairs(key: string): Kind {
  return {
    check: map(text()).check,
    toCloud: (value) =>
      Object.entries(value as Properties).map(([name, one]) => ({ [key]: name, Value: one })),
    fromCloud: (value) =>
      Object.fromEntries((value as Record<string, string>[]).map((one) => [one[key], one["Value"]])),
  };
}

export function checkArguments(known: Arguments, given: Properties, prefix = ""): Problem[] {
  const missing = Object.entries(known)
    .filter(([name, argument]) => argument.required && given[name] === undefined)
    .map(([name]) => ({ path: `${prefix}${name}`, reason: "Missing required argument" }));
  const wrong = Object.entries(given)
    .filter(([name, value]) => value !== undefined && name !== "__defaults")
    .flatMap(([name, value]) => {
      const argument = Object.hasOwn(known, name) ? known[name] : undefined;
      if (argument) return argument.kind.check(value, `${prefix}${name}`);
      return [{ path: `${prefix}${name}`, reason: "Invalid or unknown key" }];
    });
  return [...missing, ...wrong];
}

export function toCloud(known: Arguments, given: Properties): Properties {
  return Object.fromEntries(
    Object.entries(known)
      .filter(([name, { cloud }]) => cloud !== undefined && given[name] !== undefined)
      .map(([name, argument]) => [argument.cloud!, argument.kind.toCloud(given[name])]),
  );
}

export function fromCloud(known: Arguments, properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(known)
      .filter(([, { cloud }]) => cloud !== undefined && properties[cloud] !== undefined)
      .map(([name, argument]) => [name, argument.kind.fromCloud(properties[argument.cloud!])]),
  );
}
