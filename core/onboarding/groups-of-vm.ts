import type { InventoryVm } from "./inventory-vm";
import type { GroupRule } from "./onboarding-definition";
import { tagIndex, tagValue } from "./tags";

/**
 * Groups in Check Point that a machine is a member of, in order: those with a tag or a label that it has.
 *
 * @param labels of its workload, by key
 */
export function groupsOfVm(
  vm: Pick<InventoryVm, "tags">,
  labels: ReadonlyMap<string, string>,
  groups: Readonly<Record<string, GroupRule>> = {},
): string[] {
  const tags = tagIndex(vm.tags);
  const has = (wanted: GroupRule["tags"], seenOf: (name: string) => string | undefined) =>
    Object.entries(wanted ?? {}).some(([name, values]) => {
      const seen = seenOf(name);
      return seen !== undefined && (values.length === 0 || values.includes(seen));
    });
  return Object.entries(groups)
    .filter(
      ([, rule]) =>
        has(rule.tags, (name) => tagValue(tags, name)) || has(rule.labels, (key) => labels.get(key)),
    )
    .map(([group]) => group)
    .sort();
}
