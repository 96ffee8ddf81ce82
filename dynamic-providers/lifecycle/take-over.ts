import { shortened } from "../../core/ownership/owner-reference";
import { type Claim, isClaimOf } from "../../core/reconcile/claim";
import type { RunContext } from "./resource-provider";

/** Whose claims count as those of a resource. */
export interface OwnerNames {
  readonly owner: string;
  /** Owner of the resource of this package that is taken over. */
  readonly takeOverFrom?: string | undefined;
}

/**
 * Owners whose claims and marks may stand on a system: the present one, the one before a rename, the one taken over from.
 *
 * @param before owner in the state
 */
export function ownersOf({ owner, takeOverFrom }: OwnerNames, before?: string): string[] {
  const former = takeOverFrom === undefined ? [] : [shortened(takeOverFrom)];
  return [...new Set([owner, ...(before === undefined ? [] : [before]), ...former])];
}

/**
 * Says what a take-over does, when a claim of the other resource exists.
 *
 * @param what name of the resource in messages, for example `binding web`
 * @param effect what becomes of the other one's things
 */
export function warnOfTakeOver(
  what: string,
  takeOverFrom: string | undefined,
  claims: readonly Claim[],
  effect: string,
  run: RunContext,
): void {
  if (takeOverFrom === undefined || !claims.some((claim) => isClaimOf(claim, [shortened(takeOverFrom)])))
    return;
  run.warn(
    `${what} goes on with that of '${takeOverFrom}' (takeOverFrom): its declaration is out of force from then on, ${effect}`,
  );
}
