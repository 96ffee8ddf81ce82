import type { Problem } from "../../../core/checks";
import { type DagBindingDefinition, FIRST_VSYS, takenTags } from "../../../core/dag";
import { DeclaredNames } from "../../lifecycle/declared-names";
import type { BindingConfiguration } from "../objects/config-objects";

/** Names on the firewalls that the bindings of one program use; each name may belong to one binding only. */
export class BindingCollisions {
  private readonly names = new DeclaredNames();

  /**
   * Reserves the names of a binding: its tag in each of its tables, and the names of the objects that it makes.
   *
   * @returns a problem for each name that another binding has
   */
  claim(definition: DagBindingDefinition, { addressGroup, rule }: BindingConfiguration): Problem[] {
    const { owner, name, tag, target } = definition;
    this.names.begin(owner);
    const place = `${target.firewall} ${target.deviceGroup ?? target.vsys ?? FIRST_VSYS}`;
    const group = addressGroup?.existing ? undefined : addressGroup?.name;
    const tagObject = group === undefined ? [] : [`${place} tag ${tag.toLowerCase()}`];
    const names: [path: string, kind: string, keys: readonly string[]][] = [
      ["tag", "tag", [...takenTags(definition), ...tagObject]],
      ["addressGroup.name", "address group", group === undefined ? [] : [`${place} group ${group}`]],
      ["rule.name", "rule", rule ? [`${place} rule ${rule.rulebase ?? ""} ${rule.name}`] : []],
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
