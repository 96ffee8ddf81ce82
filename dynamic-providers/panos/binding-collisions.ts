import type { DagBindingDefinition } from "../../core/dag";
import type { CheckFailure } from "../engine/resource-provider";
import { FIRST_VSYS } from "./binding-tables";
import type { BindingConfiguration } from "./config-objects";

interface Claim {
  readonly owner: string;
  readonly name: string;
}

/** Names on the firewalls that the bindings of one program take, each for one binding. */
export class BindingCollisions {
  private readonly claims = new Map<string, Claim>();

  /**
   * Takes the names of a binding. Tags that differ in case only are one administrative tag to PAN-OS.
   *
   * @returns a problem for each name that another binding has
   */
  claim(
    { owner, name, tag, target }: DagBindingDefinition,
    { addressGroup, rule }: BindingConfiguration,
  ): CheckFailure[] {
    for (const [key, claim] of this.claims) if (claim.owner === owner) this.claims.delete(key);
    const place = `${target.firewall} ${target.deviceGroup ?? target.vsys ?? FIRST_VSYS}`;
    const names: [property: string, kind: string, value: string | undefined][] = [
      ["tag", "tag", tag.toLowerCase()],
      ["addressGroup.name", "address group", addressGroup?.existing ? undefined : addressGroup?.name],
      ["rule.name", "rule", rule && `${rule.rulebase ?? ""} ${rule.name}`],
    ];
    return names.flatMap(([property, kind, value]) => {
      if (value === undefined) return [];
      const key = `${place} ${kind} ${value}`;
      const other = this.claims.get(key);
      if (other === undefined) {
        this.claims.set(key, { owner, name });
        return [];
      }
      return [
        {
          property,
          reason: `the binding ${other.name} of this program has the same ${kind} on ${target.firewall}; take another name`,
        },
      ];
    });
  }
}
