import { revisionTag } from "../../../core/dag";
import { type FailedItem, IllumioIacError } from "../../../core/errors";
import { isClaimFor } from "../../../core/reconcile/claim";
import type { ObservedPlace } from "../../../core/reconcile/make-claim";
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
export async function claimBinding(
  binding: BindingPlan,
  { replace }: { readonly replace: boolean },
): Promise<boolean> {
  const { definition, revisions, stale } = binding;
  const { system, claims } = placeOf(binding);
  if (stale === undefined) {
    const begun = binding.begun.filter((claim) => isClaimFor(claim, definition));
    for (const claim of begun) await system.removeClaim(claim);
    return false;
  }
  if (revisions.length > 0 && !replace)
    throw new IllumioIacError(
      `${stale}. Nothing was written; claim it with --replace if this one shall count`,
    );
  const { name, tag, revisionAddress: at } = definition;
  const end = await claimTables([{ system, claims }], {
    name,
    tag,
    at,
    mark: revisionTag(definition),
    isOurs: (claim) => isClaimFor(claim, definition),
    replaced: new Set(replace ? claims.map(({ mark }) => mark) : []),
  });
  await end();
  return true;
}

/**
 * Claims all bindings. One that cannot be claimed does not stop the others.
 *
 * @returns every binding and table where it failed
 */
export async function claimAll(
  plans: readonly BindingPlan[],
  { replace, say }: { readonly replace: boolean; readonly say: (line: string) => void },
): Promise<FailedItem[]> {
  const failures: FailedItem[] = [];
  for (const plan of plans) {
    const item = titleOf(plan);
    try {
      say(`${item}: ${(await claimBinding(plan, { replace })) ? "claimed" : "claimed already"}`);
    } catch (error) {
      failures.push({ item, reason: (error as Error).message, cause: error });
    }
  }
  return failures;
}
