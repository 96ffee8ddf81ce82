import { IllumioIacError } from "../../../core/errors";
import { isStillInForce } from "../../../core/reconcile/fence";
import type { Written } from "../../../core/reconcile/report";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { claimServer, type FirewallClaim, placeOf } from "../claim/claim-firewall";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { refusePlan, type WriteOptions, writeRules } from "./write-plan";

/** Advice for the user where the declaration of somebody else is in force. */
export const ADVICE_ON_OTHERS =
  "Declare the firewall in one place only, give it another name or prefix, or, if this one shall count, declare it with " +
  'adopt: true, or with takeOverFrom: "<owner of the other one>"';

/**
 * Says where the declaration of somebody else is in force; undefined where none is.
 *
 * @param claim tells which claims are of the same resource, and which others may be put out of force
 */
export function otherDeclaration(
  {
    definition,
    revisions,
    subject,
  }: Pick<PlannedFirewall, "revisions" | "subject"> & {
    readonly definition: Pick<SqlFirewallDefinition, "server">;
  },
  { isOurs, replaced }: Pick<FirewallClaim, "isOurs" | "replaced">,
): string | undefined {
  const others = revisions.filter((claim) => !isOurs(claim) && !replaced.has(claim.mark));
  if (others.length === 0) return undefined;
  const marks = others.map(({ mark }) => mark).join(", ");
  return `another declaration of the names ${subject}.* is in force on server ${definition.server.serverName} (${marks})`;
}

/**
 * What a resource of a program does: puts its declaration in force, so that a run of an earlier one writes nothing more,
 * and makes the server equal to it.
 *
 * @throws IllumioIacError when the plan is refused or the declaration of somebody else is in force, before anything is
 *   written; ClaimLostError when another one was put in force at the same time, and nothing is left of this one;
 *   PartialFailureError that names every rule that failed
 */
export async function putInForce(
  firewall: PlannedFirewall,
  claim: FirewallClaim,
  options: WriteOptions = {},
): Promise<Written> {
  const { name } = firewall.definition;
  refusePlan(firewall, options);
  const other = otherDeclaration(firewall, claim);
  if (other !== undefined)
    throw new IllumioIacError(`firewall ${name}: ${other}. Nothing was written. ${ADVICE_ON_OTHERS}`);
  const end = await claimServer(firewall, claim);
  const written = await writeRules(firewall, [claim.mark]);
  const { system } = placeOf(firewall);
  if (!(await isStillInForce(system, [{ mark: claim.mark }])))
    throw new IllumioIacError(
      `firewall ${name}: another declaration of the names ${firewall.subject}.* was put in force on ${system.place} ` +
        "meanwhile. Declare it in one place only",
    );
  await end();
  return written;
}
