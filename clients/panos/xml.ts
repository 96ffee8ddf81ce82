import { MalformedXml, XmlReader } from "./xml-reader";

/** An element: attributes as `@name`, its own text as `#text`, children by name; children that may repeat are lists. */
export interface XmlElement {
  readonly [name: string]: unknown;
}

/** Elements that PAN-OS repeats. */
const REPEATED = new Set(["entry", "member", "line"]);

type Building = Record<string, unknown>;

/**
 * Reads a document. Texts are trimmed; an element without attributes and children is its text.
 *
 * @param clean is applied to every text and attribute value
 * @returns its root, by name; undefined when it is no well-formed XML or declares a document type
 */
export function readXml(
  document: string | Buffer,
  clean: (text: string) => string = (text) => text,
): XmlElement | undefined {
  const reader = new XmlReader(typeof document === "string" ? Buffer.from(document) : document);
  const path: { readonly element: Building; text: string }[] = [{ element: bare(), text: "" }];
  try {
    for (let token = reader.next(); token !== undefined; token = reader.next()) {
      const here = path.at(-1)!;
      if (token.kind === "text") here.text += token.text;
      else if (token.kind === "start") {
        const element = bare();
        for (const { name, value } of token.attributes) element[`@${name}`] = clean(value);
        path.push({ element, text: "" });
      } else {
        path.pop();
        add(path.at(-1)!.element, token.name, read(here.element, clean(here.text.trim())));
      }
    }
  } catch (error) {
    if (error instanceof MalformedXml) return undefined;
    throw error;
  }
  return path[0]!.element;
}

/** An object without a prototype, so that no element name means a built-in property. */
const bare = (): Building => Object.create(null);

function read(element: Building, text: string): unknown {
  for (const _ in element) return text === "" ? element : Object.assign(element, { "#text": text });
  return text;
}

function add(parent: Building, name: string, value: unknown): void {
  const before = parent[name];
  if (Array.isArray(before)) before.push(value);
  else if (before !== undefined) parent[name] = [before, value];
  else parent[name] = REPEATED.has(name) ? [value] : value;
}

/** The element below a path of names; undefined when there is none. */
export function elementAt(from: unknown, ...path: readonly string[]): XmlElement | undefined {
  let at: unknown = from;
  for (const name of path) {
    if (Array.isArray(at)) at = at[0];
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as XmlElement)[name];
  }
  if (Array.isArray(at)) at = at[0];
  return typeof at === "object" && at !== null ? (at as XmlElement) : undefined;
}

/**
 * Child elements of a name that may repeat; one that is empty or only text is given without attributes and children.
 */
export function elements(from: unknown, name: string): XmlElement[] {
  const found = (from as XmlElement | undefined)?.[name];
  const list = Array.isArray(found) ? found : found === undefined ? [] : [found];
  return list.map((item) =>
    typeof item === "object" && item !== null ? (item as XmlElement) : { "#text": item },
  );
}

/** The text of an element, whether it has attributes or not; undefined when it is not there. */
export function textAt(from: unknown, name: string): string | undefined {
  const found = (from as XmlElement | undefined)?.[name];
  const first = Array.isArray(found) ? found[0] : found;
  if (typeof first === "string") return first;
  const inside = (first as XmlElement | undefined)?.["#text"];
  return typeof inside === "string" ? inside : undefined;
}

export function attribute(from: XmlElement, name: string): string | undefined {
  const value = from[`@${name}`];
  return typeof value === "string" ? value : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes a text for content and for attributes in double quotes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
