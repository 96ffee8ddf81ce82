import { type Claim, isClaimOf } from "../../core/reconcile/claim";
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
        `(${revisions.map((claim) => claim.mark).join(", ")}, this one is ${mark}): ` +
        remedy(declared, revisions, command)
      );
  }
}

/** What to do, by whose the declaration in force is. A claim of a resource of a program has an incarnation. */
function remedy({ owner }: Declared, revisions: readonly Claim[], command: string): string {
  const claim = `\`illumio-iac ${command} claim --replace\``;
  if (!revisions.every((one) => isClaimOf(one, [owner])))
    return (
      "it is of another owner. Look for the program or file that declares the same names, and declare it in one place only; " +
      `if this one shall count, claim it with ${claim}`
    );
  if (revisions.some(({ incarnation }) => incarnation !== undefined))
    return (
      "the program of the same owner deployed it after this one was written. Export it again with " +
      `\`illumio-iac ${command} export\` or deploy again; if this one shall count, claim it with ${claim}`
    );
  return `its declaration was edited: claim it with ${claim}`;
}
