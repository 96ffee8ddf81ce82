import type { FailedItem } from "../../../core/errors";
import { claimPlaces, type ObservedPlace, type OwnClaim } from "../../../core/reconcile/make-claim";
import { markerName } from "../../../core/sql-firewall";
import { type ClaimItem, claimItem, claimItems } from "../../shared/claim-item";
import { claimPatience, LOST_WORDS } from "../../shared/claim-patience";
import { systemOf } from "../apply/write-plan";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { titleOf } from "../plan/title";

/** The claim of a firewall to its names on a server. */
export type FirewallClaim = Omit<OwnClaim, "at" | "patience" | "lostText">;

export function placeOf(firewall: PlannedFirewall): ObservedPlace {
  const { revisions, begun, former } = firewall;
  return { system: systemOf(firewall), claims: [...revisions, ...begun, ...former] };
}

/**
 * Puts the claim of a firewall in force on its server.
 *
 * @returns function to call once all is done, which ends the claim
 * @throws ClaimLostError that names the winner
 */
export function claimServer(firewall: PlannedFirewall, claim: FirewallClaim): Promise<() => Promise<void>> {
  const { name, markerAddress: at } = firewall.definition;
  const lostText: OwnClaim["lostText"] = (place, { mark }, why) =>
    `firewall ${name}: another declaration of the names ${firewall.subject}.* on ${place} ${LOST_WORDS[why]} (${mark}). ` +
    "What this one had claimed was taken back, and nothing else was written. Declare the firewall in one place only, or give " +
    "it another name or prefix; where the other was left by a run that was cut off, put it out of force with adopt: true, or " +
    "sql-sync claim --replace";
  return claimPlaces([placeOf(firewall)], { ...claim, at, patience: claimPatience, lostText });
}

/**
 * Puts a declaration in force that no Pulumi program makes.
 *
 * @param replace whether another declaration may be put out of force
 * @returns whether anything was written
 * @throws IllumioIacError when another declaration is in force and may not be replaced; ClaimLostError when one was put
 *   in force at the same time
 */
export function claimFirewall(
  firewall: PlannedFirewall,
  options: { readonly replace: boolean },
): Promise<boolean> {
  return claimItem(itemOf(firewall), options);
}

/**
 * Claims all firewalls. One that cannot be claimed does not stop the others.
 *
 * @returns every firewall where it failed
 */
export function claimAll(
  firewalls: readonly PlannedFirewall[],
  options: { readonly replace: boolean; readonly say: (line: string) => void },
): Promise<FailedItem[]> {
  return claimItems(firewalls.map(itemOf), options);
}

function itemOf(firewall: PlannedFirewall): ClaimItem {
  const { definition, stale } = firewall;
  return {
    title: titleOf(firewall),
    place: placeOf(firewall),
    declared: definition,
    stale,
    claim: (own) => claimServer(firewall, { mark: markerName(definition), ...own }),
  };
}
