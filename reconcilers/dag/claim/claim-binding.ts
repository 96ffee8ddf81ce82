import { revisionTag } from "../../../core/dag";
import type { FailedItem } from "../../../core/errors";
import type { ObservedPlace } from "../../../core/reconcile/make-claim";
import { type ClaimItem, claimItem, claimItems } from "../../shared/claim-item";
import { tableOf } from "../apply/write-plan";
import type { BindingPlan } from "../plan/plan-bindings";
import { titleOf } from "../plan/plan-text";
import { claimTables } from "./claim-tables";

export function placeOf(binding: BindingPlan): ObservedPlace {
  const { revisions, begun, former } = binding;
  return { system: tableOf(binding), claims: [...revisions, ...begun, ...former] };
}

/**
 * Puts a declaration in force that no Pulumi program makes.
 *
 * @param replace whether another declaration may be put out of force
 * @returns whether anything was written
 * @throws IllumioIacError when another declaration is in force and may not be replaced; ClaimLostError when one was put
 *   in force at the same time
 */
export function claimBinding(
  binding: BindingPlan,
  { replace }: { readonly replace: boolean },
): Promise<boolean> {
  return claimItem(itemOf(binding), { replace });
}

/**
 * Claims all bindings. One that cannot be claimed does not stop the others.
 *
 * @returns every binding and table where it failed
 */
export function claimAll(
  plans: readonly BindingPlan[],
  options: { readonly replace: boolean; readonly say: (line: string) => void },
): Promise<FailedItem[]> {
  return claimItems(plans.map(itemOf), options);
}

function itemOf(binding: BindingPlan): ClaimItem {
  const { definition, stale } = binding;
  const { name, tag, revisionAddress: at } = definition;
  const place = placeOf(binding);
  return {
    title: titleOf(binding),
    place,
    declared: definition,
    stale,
    claim: (own) => claimTables([place], { name, tag, at, mark: revisionTag(definition), ...own }),
  };
}
