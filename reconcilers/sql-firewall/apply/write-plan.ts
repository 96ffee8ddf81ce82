import { IllumioIacError } from "../../../core/errors";
import { applyChanges } from "../../../core/reconcile/apply-changes";
import { writeInForce } from "../../../core/reconcile/fence";
import { type ItemReport, reportOf, type Written } from "../../../core/reconcile/report";
import { isInSync, planDigest } from "../../../core/sql-firewall";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { titleOf } from "../plan/title";
import { SqlFirewallSystem } from "../server/sql-firewall-system";

export interface WriteOptions {
  /** Digest of the plan that was shown; a plan that differs is not written, for example after a provision in between. */
  readonly planned?: string | undefined;
}

/**
 * Carries out the plan of one firewall; a plan that is stale, has problems or differs from the one that was shown is not
 * written. Never throws.
 */
export function applyPlan(firewall: PlannedFirewall, options: WriteOptions = {}): Promise<ItemReport> {
  return reportOf(titleOf(firewall), firewall.stale !== undefined, () => writePlan(firewall, options));
}

/**
 * Carries out the plan of a firewall that is in force. What was added is taken back when the declaration goes out of
 * force meanwhile.
 *
 * @throws IllumioIacError when the plan is refused; PartialFailureError that names every rule that failed
 */
export async function writePlan(firewall: PlannedFirewall, { planned }: WriteOptions = {}): Promise<Written> {
  const { plan, stale, revisions } = firewall;
  refusePlan(firewall, { planned });
  if (stale !== undefined) throw new IllumioIacError(`nothing was written: ${stale}`);
  if (isInSync(plan)) return { added: 0, removed: 0 };
  const adds = plan.add.map(({ rule }) => rule);
  return writeInForce(systemOf(firewall), revisions, adds, () =>
    writeRules(
      firewall,
      revisions.map(({ mark }) => mark),
    ),
  );
}

/**
 * Writes the rules of a plan, whichever declaration is in force.
 *
 * @param inForce marks of the claims in force; of the marker rules that were edited, only those are written again
 * @throws PartialFailureError that names every rule that failed
 */
export async function writeRules(firewall: PlannedFirewall, inForce: readonly string[]): Promise<Written> {
  const { add, remove } = firewall.plan;
  const editedMarkers = firewall.plan.editedMarkers.filter((mark) => inForce.includes(mark));
  const system = systemOf(firewall);
  for (const mark of editedMarkers) await system.writeClaim({ mark });
  const { added, removed } = await applyChanges(system, {
    add: add.map(({ rule }) => rule),
    remove: remove.map(({ rule }) => rule),
  });
  return { added, removed, renewed: editedMarkers.length };
}

/**
 * Refuses a plan that has problems, or that is not the one that was shown.
 *
 * @throws IllumioIacError before anything is written
 */
export function refusePlan({ plan }: Pick<PlannedFirewall, "plan">, { planned }: WriteOptions): void {
  if (plan.problems.length > 0) throw new IllumioIacError(`nothing was written: ${plan.problems.join("; ")}`);
  if (planned !== undefined && planned !== planDigest(plan))
    throw new IllumioIacError(
      "nothing was written: the policy or the server has changed since the plan was made, and other rules would be " +
        "written than it showed. Look at a new plan",
    );
}

/** The firewall of a plan on its server, with the rules of others that the plan removes. */
export function systemOf({ server, subject, definition, plan }: PlannedFirewall): SqlFirewallSystem {
  return new SqlFirewallSystem(
    server,
    {
      name: definition.name,
      serverName: definition.server.serverName,
      subject,
      markerAddress: definition.markerAddress,
    },
    {
      removalsFirst: plan.removalsFirst,
      foreign: plan.remove.flatMap(({ rule, foreign }) => (foreign === undefined ? [] : [rule])),
    },
  );
}
