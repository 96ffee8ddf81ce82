import { claimPlaces, type ObservedPlace, type OwnClaim } from "../../../core/reconcile/make-claim";
import { claimPatience, LOST_WORDS } from "../../shared/claim-patience";

/** The claim of a binding to its tag. */
export interface BindingClaim extends Omit<OwnClaim, "patience" | "lostText"> {
  /** Name of the binding. */
  readonly name: string;
  readonly tag: string;
}

/**
 * Puts the claim of a binding in force in all of its tables, or in none.
 *
 * @param leaving tables that the binding is about to leave
 * @returns function to call once all is done, which ends the claim
 * @throws ClaimLostError that names the winner
 */
export function claimTables(
  places: readonly ObservedPlace[],
  { name, tag, ...claim }: BindingClaim,
  leaving: readonly ObservedPlace[] = [],
): Promise<() => Promise<void>> {
  const lostText: OwnClaim["lostText"] = (place, { mark }, why) =>
    `binding ${name}: another declaration of the tag ${tag} in ${place} ${LOST_WORDS[why]} (${mark}). What this ` +
    "one had claimed was taken back, and nothing else was written. Declare the tag in one place only, or choose another; " +
    "where the other was left by a run that was cut off, put it out of force with adopt: true, or dag-sync claim --replace";
  return claimPlaces(places, { ...claim, patience: claimPatience, lostText }, leaving);
}
