import { type ConfigScope, containerPath, entryPath, type MoveWhere } from "../../clients/panos";
import { elementAt, elements, escapeXml, textAt, type XmlElement } from "../../clients/panos/xml";
import { type DagBindingDefinition, filterOf } from "../../core/dag";
import { FIRST_VSYS } from "./binding-tables";

export interface AddressGroupInputs {
  readonly name: string;
  readonly description?: string;
  /** It is there already and only fed. */
  readonly existing?: boolean;
}

export interface RuleInputs {
  readonly name: string;
  readonly description?: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly source: readonly string[];
  readonly destination: readonly string[];
  readonly application: readonly string[];
  readonly service: readonly string[];
  readonly action: string;
  readonly disabled?: boolean;
  readonly logEnd?: boolean;
  readonly rulebase?: "pre" | "post";
  readonly position?: MoveWhere;
  readonly relativeTo?: string;
}

export interface BindingConfiguration {
  readonly addressGroup?: AddressGroupInputs;
  readonly rule?: RuleInputs;
  readonly commit: "none" | "commit" | "commit-and-push";
}

export type ObjectKind = "tag" | "address group" | "rule";

/** An object that a binding makes. */
export interface ConfigObject {
  readonly kind: ObjectKind;
  readonly name: string;
  /** XPath of what it stands in. */
  readonly container: string;
  /** Name of the element that carries the mark of the owner. */
  readonly note: "comments" | "description";
  readonly element: (note: string) => string;
  /** What the user wrote for the note. */
  readonly description: string;
  /** Whether an entry says the same, the note apart. */
  readonly same: (entry: XmlElement) => boolean;
  readonly move?: { readonly where: MoveWhere; readonly dst?: string };
}

export function scopeOf({ target }: DagBindingDefinition): ConfigScope {
  return target.deviceGroup ? { deviceGroup: target.deviceGroup } : { vsys: target.vsys ?? FIRST_VSYS };
}

/** The objects of a binding, in the order in which they can be made: each may use those before it. */
export function declaredObjects(
  definition: DagBindingDefinition,
  { addressGroup, rule }: Omit<BindingConfiguration, "commit">,
): ConfigObject[] {
  if (!addressGroup) return [];
  const scope = scopeOf(definition);
  const made = addressGroup.existing
    ? []
    : [tagObject(definition, scope), groupObject(definition, scope, addressGroup)];
  return rule ? [...made, ruleObject(scope, rule)] : made;
}

export const GROUPS = "address-group";

/** XPath of the group that a binding feeds. */
export function groupPath(definition: DagBindingDefinition, name: string): string {
  return entryPath(containerPath(scopeOf(definition), GROUPS), name);
}

function tagObject({ tag }: DagBindingDefinition, scope: ConfigScope): ConfigObject {
  return {
    kind: "tag",
    name: tag,
    container: containerPath(scope, "tag"),
    note: "comments",
    description: "",
    element: (note) => entry(tag, leaf("comments", note)),
    same: () => true,
  };
}

function groupObject(
  { tag }: DagBindingDefinition,
  scope: ConfigScope,
  { name, description = "" }: AddressGroupInputs,
): ConfigObject {
  const filter = filterOf(tag);
  return {
    kind: "address group",
    name,
    container: containerPath(scope, GROUPS),
    note: "description",
    description,
    element: (note) =>
      entry(name, `${leaf("description", note)}<dynamic>${leaf("filter", filter)}</dynamic>`),
    same: (found) => textAt(elementAt(found, "dynamic"), "filter") === filter,
  };
}

const LISTS = ["from", "to", "source", "destination", "application", "service"] as const;

function ruleObject(scope: ConfigScope, rule: RuleInputs): ConfigObject {
  const base = rule.rulebase ? `${rule.rulebase}-rulebase` : "rulebase";
  const lists = LISTS.map((field) => memberList(field, rule[field])).join("");
  const others = memberList("source-user", ["any"]) + memberList("category", ["any"]);
  const rest = flagLeaf("disabled", rule.disabled) + flagLeaf("log-end", rule.logEnd);
  return {
    kind: "rule",
    name: rule.name,
    container: containerPath(scope, `${base}/security/rules`),
    note: "description",
    description: rule.description ?? "",
    element: (note) =>
      entry(rule.name, lists + others + leaf("action", rule.action) + leaf("description", note) + rest),
    same: (found) =>
      LISTS.every((field) => sameMembers(membersOf(found, field), rule[field])) &&
      textAt(found, "action") === rule.action &&
      sameFlag(found, "disabled", rule.disabled) &&
      sameFlag(found, "log-end", rule.logEnd),
    ...(rule.position && {
      move: { where: rule.position, ...(rule.relativeTo && { dst: rule.relativeTo }) },
    }),
  };
}

/** A flag that the user does not set is left to the firewall. */
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
