/** JSON values that a property rarely has, as texts, so that `__proto__` is a property of its own. */
const ODD = [
  "null",
  "true",
  "0",
  "-1",
  "1e400",
  '""',
  '" "',
  '"__proto__"',
  '"\\u0000\\u202e\\n"',
  "[]",
  "[[]]",
  "[null]",
  "{}",
  '[{"toString":1,"valueOf":1}]',
  '{"toString":1,"valueOf":1}',
  '{"__proto__":{"toString":1}}',
  '{"__proto__":null,"constructor":null,"hasOwnProperty":1}',
  '{"length":1,"0":{}}',
] as const;

/** Names that an object has without having been given them. */
export const INHERITED = ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty"] as const;

export interface OddDocument {
  /** What is odd about it, for messages. */
  readonly title: string;
  readonly document: unknown;
}

export function* oddValues(): Iterable<unknown> {
  for (const text of ODD) yield JSON.parse(text);
}

/**
 * The document with one odd value in every place, at every depth, and with one more property of an inherited name in
 * every object.
 */
export function* oddDocuments(document: unknown): Iterable<OddDocument> {
  for (const text of ODD) yield { title: text, document: JSON.parse(text) };
  const text = JSON.stringify(document);
  for (const path of pathsOf(document)) {
    for (const odd of ODD)
      yield { title: `${path.join(".")} = ${odd}`, document: changed(text, path, JSON.parse(odd)) };
  }
  for (const path of [[], ...pathsOf(document)]) {
    if (!isObject(at(document, path))) continue;
    for (const name of INHERITED)
      for (const odd of ["{}", '"x"', '{"toString":1}'])
        yield {
          title: `${[...path, name].join(".")} = ${odd}`,
          document: changed(text, [...path, name], JSON.parse(odd)),
        };
  }
}

/** The document with the value in one place, for every place in turn. */
export function* documentsWith(value: unknown, document: unknown): Iterable<OddDocument> {
  const text = JSON.stringify(document);
  for (const path of pathsOf(document)) yield { title: path.join("."), document: changed(text, path, value) };
}

type Path = readonly string[];

function* pathsOf(value: unknown, before: Path = []): Iterable<Path> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const path = [...before, key];
    yield path;
    yield* pathsOf(item, path);
  }
}

function changed(text: string, path: Path, value: unknown): unknown {
  const copy = JSON.parse(text) as unknown;
  const last = path.at(-1)!;
  Object.defineProperty(at(copy, path.slice(0, -1)), last, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

function at(value: unknown, path: Path): object {
  return path.reduce((inside, key) => (inside as Record<string, object>)[key]!, value as object);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
