import { applyChanges } from "./apply-changes";
import { type Claim, isClaimOf } from "./claim";
import type { ReconciledSystem } from "./reconciled-system";

/** What one creation of a resource claimed, whatever it declared then: the entries to remove. */
export interface Released {
  readonly owners: readonly string[];
  /** Which creation of the resource; all of them when left out. */
  readonly incarnation?: string;
}

/** Whether a claim is of the resource itself or was made in its name; a claim of a later creation is neither. */
export function isOwnClaim(claim: Claim, { owners, incarnation }: Released): boolean {
  if (!isClaimOf(claim, owners)) return false;
  return incarnation === undefined || (claim.incarnation ?? incarnation) === incarnation;
}

/** Whether a claim is of the same resource, created again meanwhile. */
export function isLaterClaim(claim: Claim, released: Released): boolean {
  return isClaimOf(claim, released.owners) && !isOwnClaim(claim, released);
}

/**
 * Removes everything of a declaration from a system: its entries, then its claims. Where a declaration of another owner
 * or of a later creation is in force, the entries belong to that one, and only the own claims are removed.
 *
 * @param onForeign is called with the claims of other owners that are in force, if there are any
 */
export async function release<Entry>(
  system: ReconciledSystem<Entry>,
  released: Released,
  onForeign: (claims: readonly Claim[]) => void,
): Promise<void> {
  const { claims, entries } = await system.observe();
  const others = claims.filter((claim) => claim.stage === "in-force" && !isOwnClaim(claim, released));
  const foreign = others.filter((claim) => !isLaterClaim(claim, released));
  if (foreign.length > 0) onForeign(foreign);
  if (others.length === 0) await applyChanges(system, { add: [], remove: [...entries.values()] });
  for (const claim of claims.filter((one) => isOwnClaim(one, released))) await system.removeClaim(claim);
}
