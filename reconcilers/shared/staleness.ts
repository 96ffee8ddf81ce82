import type { Claim } from "../../core/reconcile/claim";
import type { Declared } from "../../core/reconcile/declaration";
import { standingOf } from "../../core/reconcile/fence";

export interface StandingWords {
  /** The declaration, for example `binding web`. */
  readonly declaration: string;
  /** The place, for example `vsys1`. */
  readonly where: string;
  /** Mark of a claim of this declaration. */
  readonly mark: string;
  /** Command that claims it, for example `dag-sync`. */
  readonly command: string;
}

/**
 * Why a declaration must not write in a place; undefined when it is in force there.
 *
 * @param revisions claims in force in the place
 */
export function staleness(
  declared: Declared,
  revisions: readonly Claim[],
  { declaration, where, mark, command }: StandingWords,
): string | undefined {
  switch (standingOf(revisions, declared)) {
    case "in force":
      return undefined;
    case "not claimed":
      return `${declaration} is not claimed in ${where} (illumio-iac ${command} claim does that)`;
    case "another in force":
      return (
        `another declaration of ${declaration} is in force in ${where} ` +
        `(${revisions.map((claim) => claim.mark).join(", ")}, this one is ${mark})`
      );
  }
}
