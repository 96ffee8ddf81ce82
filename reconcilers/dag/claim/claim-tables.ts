import { setTimeout as sleep } from "node:timers/promises";
import { claimPlaces, type ObservedPlace, type OwnClaim } from "../../../core/reconcile/make-claim";

/** The claim of a binding to its tag. */
export interface BindingClaim extends Omit<OwnClaim, "patience" | "lostText"> {
  /** Name of the binding. */
  readonly name: string;
  readonly tag: string;
}

const FIRST_PAUSE_IN_MS = 50;
const LONGEST_PAUSE_IN_MS = 2_000;
/** How long a rival claim that has begun may take to be finished or given up. */
const PATIENCE_IN_MS = 60_000;

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
    `binding ${name}: another declaration of the tag ${tag} in ${place} ${WORDS[why]} (${mark}). What this ` +
    "one had claimed was taken back, and nothing else was written. Declare the tag in one place only, or choose another; " +
    "where the other was left by a run that was cut off, put it out of force with adopt: true, or dag-sync claim --replace";
  return claimPlaces(places, { ...claim, patience, lostText }, leaving);
}

const WORDS = {
  "came first": "was made at the same time and comes first",
  "is unfinished": `was begun and is not finished after ${PATIENCE_IN_MS / 1_000} s`,
};

function patience(): () => Promise<boolean> {
  const end = performance.now() + PATIENCE_IN_MS;
  let pause = FIRST_PAUSE_IN_MS;
  return async () => {
    if (performance.now() > end) return false;
    await sleep(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_IN_MS);
    return true;
  };
}
