import type { Problem } from "../../../core/checks";
import { hasUnknown, isUnknown, partOf } from "../../../core/checks/unknown";
import { FIRST_VSYS, type NamedBinding, takenTags } from "../../../core/dag";
import { DeclaredNames } from "../../lifecycle/declared-names";
import type { BindingConfiguration } from "../objects/config-objects";

/** Names on the firewalls that the bindings of one program use; each name may belong to one binding only. */
export class BindingCollisions {
  private readonly names = new DeclaredNames();

  /**
   * Reserves the names of a binding: its tag in each of its tables, and the names of the objects that it makes. What a
   * preview does not know is not reserved.
   *
   * @returns a problem for each name that another binding has
   */
  claim(definition: NamedBinding, { addressGroup, rule }: BindingConfiguration): Problem[] {
    const { owner, name, tag, target } = definition;
    this.names.begin(owner);
    const scope = (["firewall", "deviceGroup", "vsys"] as const).map((part) => partOf(target, part));
    if (hasUnknown([name, scope])) return [];
    const place = `${target.firewall} ${target.deviceGroup ?? target.vsys ?? FIRST_VSYS}`;
    const group = addressGroup?.existing ? undefined : addressGroup?.name;
    const tagObject = group === undefined ? [] : [`${place} tag ${tag.toLowerCase()}`];
    const isGroupKnown = group !== undefined && !isUnknown(group);
    const isRuleKnown = rule && !hasUnknown([partOf(rule, "rulebase"), partOf(rule, "name")]);
    const names: [path: string, kind: string, keys: readonly string[]][] = [
      ["tag", "tag", hasUnknown([tag, target]) ? [] : [...takenTags(definition), ...tagObject]],
      ["addressGroup.name", "address group", isGroupKnown ? [`${place} group ${group}`] : []],
      ["rule.name", "rule", isRuleKnown ? [`${place} rule ${rule.rulebase ?? ""} ${rule.name}`] : []],
    ];
    return names.flatMap(([path, kind, keys]) => {
      const other = this.names.declare({ owner, name }, keys);
      if (other === undefined) return [];
      return [
        {
          path,
          reason: `the binding ${other} of this program has the same ${kind} on ${target.firewall}; take another name`,
        },
      ];
    });
  }
}
