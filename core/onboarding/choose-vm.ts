import { shown } from "../checks";
import type { InventoryVm } from "./inventory-vm";
import type { OnboardingDefinition } from "./onboarding-definition";
import { outsideReason } from "./scopes";
import { type TagIndex, tagIndex, tagValue } from "./tags";
import { matchText, mismatch } from "./vm-filter";
import { notReady } from "./vm-readiness";

export type Choice =
  | { readonly chosen: true }
  | {
      readonly chosen: false;
      /** Whether it is chosen later without a change of the definition or of the machine itself. */
      readonly wait: boolean;
      /** The rule that said so, and the value seen. */
      readonly reason: string;
    };

type Choosing = Pick<OnboardingDefinition, "scopes" | "include" | "exclude" | "requiredTags">;

/** Whether a machine is onboarded now: the definition selects it, and a command can run on it. */
export function chooseVm(vm: InventoryVm, definition: Choosing & Pick<OnboardingDefinition, "ven">): Choice {
  const selected = selectVm(vm, definition);
  if (!selected.chosen) return selected;
  const problem = notReady(vm, definition.ven.runCommand);
  return problem === undefined ? { chosen: true } : { chosen: false, ...problem };
}

/** Whether the definition selects a machine, whatever its state: one that has a VEN can be labelled while it is stopped. */
export function selectVm(vm: InventoryVm, definition: Choosing): Choice {
  const reason = whyNot(vm, tagIndex(vm.tags), definition);
  return reason === undefined ? { chosen: true } : { chosen: false, wait: false, reason };
}

function whyNot(vm: InventoryVm, tags: TagIndex, definition: Choosing): string | undefined {
  const { scopes, include, exclude, requiredTags = [] } = definition;
  const outside = outsideReason(vm.resourceId, scopes);
  if (outside !== undefined) return outside;
  if (exclude && mismatch(vm, tags, exclude) === undefined)
    return `exclude matches it: ${matchText(vm, tags, exclude)}`;
  const part = include && mismatch(vm, tags, include);
  if (part !== undefined) return `include does not match it: ${part}`;
  const missing = requiredTags.filter((name) => tagValue(tags, name) === undefined);
  if (missing.length === 0) return undefined;
  const nouns = missing.length === 1 ? "the tag" : "the tags";
  return `requiredTags: it lacks ${nouns} ${missing.map(shown).join(", ")}; set ${missing.length === 1 ? "it" : "them"}, also to an empty value`;
}
