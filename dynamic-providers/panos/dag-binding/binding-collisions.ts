import type { Problem } from "../../../core/checks";
import { type DagBindingDefinition, FIRST_VSYS, takenTags } from "../../../core/dag";
import type { BindingConfiguration } from "../objects/config-objects";

interface Claim {
  readonly owner: string;
  readonly name: string;
}

/** Names on the firewalls that the bindings of one program use; each name may belong to one binding only. */
export class BindingCollisions {
  private readonly claims = new Map<string, Claim>();

  /**
   * Reserves the names of a binding: its tag in each of its tables, and the names of the objects that it makes.
   *
   * @returns a problem for each name that another binding has
   */
  claim(definition: DagBindingDefinition, { addressGroup, rule }: BindingConfiguration): Problem[] {
    const { owner, name, tag, target } = definition;
    for (const [key, claim] of this.claims) if (claim.owner === owner) this.claims.delete(key);
    const place = `${target.firewall} ${target.deviceGroup ?? target.vsys ?? FIRST_VSYS}`;
    const group = addressGroup?.existing ? undefined : addressGroup?.name;
    const tagObject = group === undefined ? [] : [`${place} tag ${tag.toLowerCase()}`];
    const names: [path: string, kind: string, keys: readonly string[]][] = [
      ["tag", "tag", [...takenTags(definition), ...tagObject]],
      ["addressGroup.name", "address group", group === undefined ? [] : [`${place} group ${group}`]],
      ["rule.name", "rule", rule ? [`${place} rule ${rule.rulebase ?? ""} ${rule.name}`] : []],
    ];
    return names.flatMap(([path, kind, keys]) => {
      const other = keys.map((key) => this.claims.get(key)).find((claim) => claim !== undefined);
      if (other === undefined) {
        for (const key of keys) this.claims.set(key, { owner, name });
        return [];
      }
      return [
        {
          path,
          reason: `the binding ${other.name} of this program has the same ${kind} on ${target.firewall}; take another name`,
        },
      ];
    });
  }
}
