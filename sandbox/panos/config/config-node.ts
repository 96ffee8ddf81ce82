import type { Element } from "@xmldom/xmldom";
import { children, escapeXml, text } from "../xml/xml";

/**
 * A node of a configuration. It never changes: a write makes new nodes from it up to the root, so candidate, running
 * and synchronised configurations share what is equal, and what is the same object has not changed.
 */
export interface ConfigNode {
  readonly tag: string;
  /** Attribute `name` of an `<entry>`. */
  readonly name?: string;
  /** Attribute `uuid` of a rule. */
  readonly uuid?: string;
  /** Empty where there are children. */
  readonly text: string;
  readonly children: readonly ConfigNode[];
}

export const emptyNode = ({ tag, id }: Segment): ConfigNode => ({
  tag,
  ...(tag === "entry" ? { name: id ?? "" } : {}),
  text: tag === "member" ? (id ?? "") : "",
  children: [],
});

/** One step of a concrete path: an element and, for `entry` and `member`, which of them. */
export interface Segment {
  readonly tag: string;
  readonly id?: string;
}

export type Path = readonly Segment[];

/** What distinguishes a node from its siblings. */
export const segmentOf = ({ tag, name, text: value }: ConfigNode): Segment =>
  tag === "entry" ? { tag, id: name ?? "" } : tag === "member" ? { tag, id: value } : { tag };

export const segmentKey = ({ tag, id }: Segment): string => (id === undefined ? tag : `${tag}[${id}]`);
export const nodeKey = (node: ConfigNode): string => segmentKey(segmentOf(node));
export const pathKey = (path: Path): string => path.map(segmentKey).join("/");

/** A path as messages of the device write it: `address-group -> web -> dynamic -> filter`. */
export const arrows = (path: Path): string => path.map(({ tag, id }) => id ?? tag).join(" -> ");

/** Attributes other than `name` and `uuid` (`admin`, `dirtyId`, `time`, `loc`) are the device's own, and are dropped. */
export function fromElement(element: Element): ConfigNode {
  const inside = children(element).map(fromElement);
  const name = element.getAttribute("name");
  const uuid = element.getAttribute("uuid");
  return {
    tag: element.tagName,
    ...(name === null ? {} : { name }),
    ...(uuid ? { uuid } : {}),
    text: inside.length === 0 ? text(element) : "",
    children: inside,
  };
}

/** `attributes` returns the text after the element name, with a space before it. */
export function toXml(node: ConfigNode, attributes?: (node: ConfigNode, path: Path) => string): string {
  const write = (one: ConfigNode, above: Path): string => {
    const path = [...above, segmentOf(one)];
    const name = one.name === undefined ? "" : ` name="${escapeXml(one.name)}"`;
    const uuid = one.uuid === undefined ? "" : ` uuid="${one.uuid}"`;
    const inside = escapeXml(one.text) + one.children.map((child) => write(child, path)).join("");
    const start = `<${one.tag}${name}${uuid}${attributes?.(one, path) ?? ""}`;
    return inside === "" ? `${start}/>` : `${start}>${inside}</${one.tag}>`;
  };
  return write(node, []);
}

export const childOf = (node: ConfigNode | undefined, tag: string, id?: string): ConfigNode | undefined =>
  node?.children.find((child) => child.tag === tag && (id === undefined || segmentOf(child).id === id));

/** The node at the end of child names such as `dynamic/filter`. */
export const descendantOf = (node: ConfigNode | undefined, names: string): ConfigNode | undefined =>
  names.split("/").reduce((found, name) => childOf(found, name), node);

export const textsOf = (node: ConfigNode | undefined): string[] =>
  node?.children.map(({ text: value }) => value) ?? [];
