import { shown } from "../checks";
import type { InventoryVm } from "./inventory-vm";
import type { VmFilter } from "./onboarding-definition";
import { type TagIndex, tagValue } from "./tags";

/** Which part of a filter a machine does not match, with the value seen: `names (web1)`; undefined when it matches all. */
export function mismatch(vm: InventoryVm, tags: TagIndex, filter: VmFilter): string | undefined {
  for (const [name, values] of Object.entries(filter.tags ?? {})) {
    const seen = tagValue(tags, name);
    if (seen === undefined) return `tags (it has no tag ${shown(name)})`;
    if (values.length > 0 && !values.includes(seen)) return `tags (its tag ${shown(name)} is ${shown(seen)})`;
  }
  const { names, resourceGroups, subscriptions } = filter;
  if (names && !names.some((pattern) => fits(vm.name, pattern))) return `names (it is ${shown(vm.name)})`;
  if (resourceGroups && !resourceGroups.some((pattern) => fits(vm.resourceGroup, pattern)))
    return `resourceGroups (it is in ${shown(vm.resourceGroup)})`;
  if (subscriptions && !isOneOf(vm.subscriptionId, subscriptions))
    return `subscriptions (it is in ${shown(vm.subscriptionId)})`;
  return undefined;
}

/** Why a machine matches a filter: the parts with what matched them. */
export function matchText(vm: InventoryVm, tags: TagIndex, filter: VmFilter): string {
  const parts = [
    ...Object.keys(filter.tags ?? {}).map(
      (name) => `its tag ${shown(name)} is ${shown(tagValue(tags, name))}`,
    ),
    ...(filter.names ? [`its name is ${shown(vm.name)}`] : []),
    ...(filter.resourceGroups ? [`its resource group is ${shown(vm.resourceGroup)}`] : []),
    ...(filter.subscriptions ? [`its subscription is ${shown(vm.subscriptionId)}`] : []),
  ];
  return parts.join(", ");
}

/** Whether ids are equal without case to one of a list. */
function isOneOf(id: string, ids: readonly string[]): boolean {
  const lower = id.toLowerCase();
  return ids.some((one) => one.toLowerCase() === lower);
}

/** Whether a text fits a pattern, without case; `*` stands for any text, also for none. */
export function fits(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const lower = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return lower === first;
  if (!lower.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = lower.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return lower.length - last.length >= at && lower.endsWith(last);
}
