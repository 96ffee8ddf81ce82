import { type FailedItem, IllumioIacError } from "../../core/errors";
import { type Claim, isClaimFor } from "../../core/reconcile/claim";
import type { Declared } from "../../core/reconcile/declaration";
import type { ObservedPlace } from "../../core/reconcile/make-claim";

/** A declaration that no Pulumi program makes, and the place where it is to be put in force. */
export interface ClaimItem {
  /** Declaration and place in messages. */
  readonly title: string;
  readonly place: ObservedPlace;
  readonly declared: Declared;
  /** Why the declaration is not in force there; undefined when it is. */
  readonly stale?: string | undefined;
  /** Makes the claim. @returns function that ends it */
  readonly claim: (own: {
    readonly isOurs: (claim: Claim) => boolean;
    readonly replaced: ReadonlySet<string>;
  }) => Promise<() => Promise<void>>;
}

/**
 * Puts a declaration in force.
 *
 * @param replace whether another declaration may be put out of force
 * @returns whether anything was written
 * @throws IllumioIacError when another declaration is in force and may not be replaced; ClaimLostError when one was put
 *   in force at the same time
 */
export async function claimItem(
  { place: { system, claims }, declared, stale, claim }: ClaimItem,
  { replace }: { readonly replace: boolean },
): Promise<boolean> {
  const isOurs = (one: Claim) => isClaimFor(one, declared);
  if (stale === undefined) {
    const begun = claims.filter((one) => one.stage === "begun" && isOurs(one));
    for (const one of begun) await system.removeClaim(one);
    return false;
  }
  if (claims.some(({ stage }) => stage === "in-force") && !replace)
    throw new IllumioIacError(`${stale}. Nothing was written`);
  const end = await claim({ isOurs, replaced: new Set(replace ? claims.map(({ mark }) => mark) : []) });
  await end();
  return true;
}

/**
 * Claims all items. One that cannot be claimed does not stop the others.
 *
 * @returns every item that failed
 */
export async function claimItems(
  items: readonly ClaimItem[],
  { replace, say }: { readonly replace: boolean; readonly say: (line: string) => void },
): Promise<FailedItem[]> {
  const failures: FailedItem[] = [];
  for (const item of items) {
    try {
      say(`${item.title}: ${(await claimItem(item, { replace })) ? "claimed" : "claimed already"}`);
    } catch (error) {
      failures.push({ item: item.title, reason: (error as Error).message, cause: error });
    }
  }
  return failures;
}
