import { elementAt, elements, escapeXml, textAt, type XmlElement } from "./xml";

/** Element of an entry that holds free text: tags have comments, all else has a description. */
export type NoteName = "comments" | "description";

const LISTS = ["from", "to", "source", "destination", "application", "service"] as const;

/** Content of a security rule; names of zones, addresses and so on are in no particular order. */
export interface SecurityRule extends Readonly<Record<(typeof LISTS)[number], readonly string[]>> {
  readonly action: string;
  /** Left to the firewall where it is not set. */
  readonly disabled?: boolean;
  /** Left to the firewall where it is not set. */
  readonly logEnd?: boolean;
}

export function tagElement(name: string, comments: string): string {
  return entry(name, leaf("comments", comments));
}

/** @param filter expression over tags, as `filterOf` makes it */
export function addressGroupElement(name: string, description: string, filter: string): string {
  return entry(name, `${leaf("description", description)}<dynamic>${leaf("filter", filter)}</dynamic>`);
}

export function securityRuleElement(name: string, description: string, rule: SecurityRule): string {
  const lists = LISTS.map((field) => memberList(field, rule[field])).join("");
  const others = memberList("source-user", ["any"]) + memberList("category", ["any"]);
  const rest = flagLeaf("disabled", rule.disabled) + flagLeaf("log-end", rule.logEnd);
  return entry(name, lists + others + leaf("action", rule.action) + leaf("description", description) + rest);
}

/** The element that holds the note of an entry. */
export function noteElement(note: NoteName, text: string): string {
  return leaf(note, text);
}

/** The note of an entry; empty where it has none. */
export function noteOfEntry(found: XmlElement, note: NoteName): string {
  return textAt(found, note) ?? "";
}

/** The filter of an address group; undefined when it is not a dynamic one. */
export function filterOfGroup(found: XmlElement): string | undefined {
  return textAt(elementAt(found, "dynamic"), "filter");
}

/** Whether an entry has the content of a rule, apart from its note. */
export function isSameRule(found: XmlElement, rule: SecurityRule): boolean {
  return (
    LISTS.every((field) => sameMembers(membersOf(found, field), rule[field])) &&
    textAt(found, "action") === rule.action &&
    sameFlag(found, "disabled", rule.disabled) &&
    sameFlag(found, "log-end", rule.logEnd)
  );
}

function sameFlag(found: XmlElement, name: string, wanted: boolean | undefined): boolean {
  const there = textAt(found, name);
  return wanted === undefined || (there ?? (name === "log-end" ? "yes" : "no")) === (wanted ? "yes" : "no");
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

function membersOf(found: XmlElement, field: string): string[] {
  return elements(elementAt(found, field), "member").flatMap((member) => {
    const text = member["#text"];
    return typeof text === "string" ? [text] : [];
  });
}

function entry(name: string, inside: string): string {
  return `<entry name="${escapeXml(name)}">${inside}</entry>`;
}

function leaf(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function flagLeaf(name: string, value: boolean | undefined): string {
  return value === undefined ? "" : leaf(name, value ? "yes" : "no");
}

function memberList(name: string, members: readonly string[]): string {
  return `<${name}>${members.map((member) => leaf("member", member)).join("")}</${name}>`;
}
