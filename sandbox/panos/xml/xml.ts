import { DOMParser, type Document, type Element, type Node, onWarningStopParsing } from "@xmldom/xmldom";

/** The root element of a well-formed document, or undefined. */
export function parseXml(text: string): Element | undefined {
  try {
    return parseDocument(text).documentElement ?? undefined;
  } catch {
    return undefined;
  }
}

/** @throws ParseError */
export const parseDocument = (text: string): Document =>
  new DOMParser({ onError: onWarningStopParsing }).parseFromString(text.trim(), "text/xml");

export const isElement = (node: Node | null): node is Element => node?.nodeType === 1;

/** The child elements, all of them or those of one name. */
export function children(parent: Element, name?: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node) && (name === undefined || node.tagName === name)) found.push(node);
  }
  return found;
}

/** The first child element of that name. */
export function child(parent: Element, name: string): Element | undefined {
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node) && node.tagName === name) return node;
  }
  return undefined;
}

/** The element at the end of a path of child names such as `dynamic/filter`. */
export function descendant(parent: Element, path: string): Element | undefined {
  let element: Element | undefined = parent;
  for (const name of path.split("/")) element = element && child(element, name);
  return element;
}

export const text = (element: Element | undefined): string => (element?.textContent ?? "").trim();

/** The texts of `<member>` children. */
export const members = (element: Element | undefined): string[] =>
  element === undefined ? [] : children(element, "member").map(text);

/** The names of `<entry name="…">` children. */
export const entryNames = (element: Element | undefined): string[] =>
  element === undefined ? [] : children(element, "entry").map((entry) => entry.getAttribute("name") ?? "");

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escapeXml = (value: string): string => value.replace(/[&<>"]/g, (found) => entities[found]!);

/** An element with a text. */
export const leaf = (name: string, value: string | number): string =>
  `<${name}>${escapeXml(String(value))}</${name}>`;
