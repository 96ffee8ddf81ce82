import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element: attributes as `@name`, its own text as `#text`, children by name, those that may repeat as lists. */
export interface XmlElement {
  readonly [name: string]: unknown;
}

/** Elements that PAN-OS repeats. */
const REPEATED = new Set(["entry", "member", "line"]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  isArray: (name) => REPEATED.has(name as string),
});

/**
 * Reads a document.
 *
 * @returns its root, by name; undefined when it is no well-formed XML or declares a document type
 */
export function readXml(text: string): XmlElement | undefined {
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) return undefined;
  return parser.parse(text) as XmlElement;
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

/** Elements of a name that may repeat; an empty or textual one has no attributes and no children. */
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

/** For texts and for attributes in double quotes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
