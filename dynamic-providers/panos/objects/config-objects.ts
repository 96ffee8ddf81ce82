import { type ConfigScope, containerPath, entryPath, type MoveWhere } from "../../../clients/panos";
import {
  addressGroupElement,
  filterOfGroup,
  isSameRule,
  type SecurityRule,
  securityRuleElement,
  tagElement,
} from "../../../clients/panos/object-elements";
import type { XmlElement } from "../../../clients/panos/xml";
import { FIRST_VSYS, filterOf, type NamedBinding } from "../../../core/dag";
import { sameText } from "../../../core/xml-text";
import { GROUPS, type MadeObject, type ObjectKind } from "../../../reconcilers/dag/objects/made-object";
import type { CommitMode, Rulebase, RulePosition } from "../enumerations";

export interface AddressGroupInputs {
  readonly name: string;
  readonly description?: string;
  /** The group exists already, and the binding does not write it. */
  readonly existing?: boolean;
}

export interface RuleInputs extends SecurityRule {
  readonly name: string;
  readonly description?: string;
  readonly rulebase?: Rulebase;
  readonly position?: RulePosition;
  readonly relativeTo?: string;
}

export interface BindingConfiguration {
  readonly addressGroup?: AddressGroupInputs;
  readonly rule?: RuleInputs;
  readonly commit: CommitMode;
}

/** An object that a binding makes. */
export interface ConfigObject extends Omit<MadeObject, "adopted"> {
  readonly kind: ObjectKind;
  /** The whole entry of the configuration, with that note. */
  readonly element: (note: string) => string;
  /** The user's part of the note. */
  readonly description: string;
  /** Whether an entry is equal, apart from the note. */
  readonly same: (entry: XmlElement) => boolean;
  readonly move?: { readonly where: MoveWhere; readonly dst?: string };
}

export function scopeOf({ target }: Pick<NamedBinding, "target">): ConfigScope {
  return target.deviceGroup ? { deviceGroup: target.deviceGroup } : { vsys: target.vsys ?? FIRST_VSYS };
}

/** The objects of a binding, in the order in which they can be made: each may use those before it. */
export function declaredObjects(
  definition: NamedBinding,
  { addressGroup, rule }: Omit<BindingConfiguration, "commit">,
): ConfigObject[] {
  if (!addressGroup) return [];
  const scope = scopeOf(definition);
  const made = addressGroup.existing
    ? []
    : [tagObject(definition, scope), groupObject(definition, scope, addressGroup)];
  return rule ? [...made, ruleObject(scope, rule)] : made;
}

/** XPath of the address group of a binding. */
export function groupPath(definition: NamedBinding, name: string): string {
  return entryPath(containerPath(scopeOf(definition), GROUPS), name);
}

function tagObject({ tag }: NamedBinding, scope: ConfigScope): ConfigObject {
  return {
    kind: "tag",
    name: tag,
    container: containerPath(scope, "tag"),
    description: "",
    element: (note) => tagElement(tag, note),
    same: () => true,
  };
}

function groupObject(
  { tag }: NamedBinding,
  scope: ConfigScope,
  { name, description = "" }: AddressGroupInputs,
): ConfigObject {
  const filter = filterOf(tag);
  return {
    kind: "address group",
    name,
    container: containerPath(scope, GROUPS),
    description,
    element: (note) => addressGroupElement(name, note, filter),
    same: (found) => sameText(filterOfGroup(found) ?? "", filter),
  };
}

function ruleObject(scope: ConfigScope, rule: RuleInputs): ConfigObject {
  const base = rule.rulebase ? `${rule.rulebase}-rulebase` : "rulebase";
  return {
    kind: "rule",
    name: rule.name,
    container: containerPath(scope, `${base}/security/rules`),
    description: rule.description ?? "",
    element: (note) => securityRuleElement(rule.name, note, rule),
    same: (found) => isSameRule(found, rule),
    ...(rule.position && {
      move: { where: rule.position, ...(rule.relativeTo && { dst: rule.relativeTo }) },
    }),
  };
}
