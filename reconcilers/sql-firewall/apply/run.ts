import type { Environment } from "../../../clients/settings/settings";
import { counted } from "../../../core/counted";
import type { FailedItem } from "../../../core/errors";
import type { ItemReport } from "../../../core/reconcile/report";
import { isInSync, type SqlFirewallDefinition } from "../../../core/sql-firewall";
import { applyAll, runPlans } from "../../shared/apply-all";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { titleOf } from "../plan/title";
import { SqlSystems } from "../systems";
import { applyPlan } from "./write-plan";

/** Whether nothing has to be written, and the plan is not stale and has no problems. */
export function isSettled({ plan, stale }: PlannedFirewall): boolean {
  return isInSync(plan) && plan.problems.length === 0 && stale === undefined;
}

/**
 * Reads the PCE and the servers, calls `work` with the plans, and closes every connection afterwards.
 *
 * @param work returns what failed
 * @throws ConfigurationError when settings are missing; PartialFailureError for what failed, also a server that could not
 *   be read and a firewall that names what the PCE does not have
 */
export async function withPlans(
  definitions: readonly SqlFirewallDefinition[],
  environment: Environment,
  work: (plans: readonly PlannedFirewall[]) => Promise<readonly FailedItem[]>,
): Promise<void> {
  const systems = new SqlSystems(environment);
  await runPlans("sql-sync", systems, () => systems.plan(definitions), work);
}

export interface ApplyOptions {
  readonly say: (...lines: string[]) => void;
  /** Says what was written to a firewall. @default `say`, with the line alone */
  readonly sayWritten?: (line: string, plan: PlannedFirewall) => void;
  /** Called for every firewall that was carried out, also when nothing had to be written. */
  readonly onApplied?: (plan: PlannedFirewall, applied: Pick<ItemReport, "added" | "removed">) => void;
  /** Ends the run between two firewalls. */
  readonly signal?: AbortSignal;
}

/**
 * Carries out the plans, one firewall after the other. One that is refused does not stop the others.
 *
 * @returns every firewall where something failed
 */
export function applyPlans(
  plans: readonly PlannedFirewall[],
  { say, sayWritten = (line) => say(line), onApplied, signal }: ApplyOptions,
): Promise<FailedItem[]> {
  const apply = async (plan: PlannedFirewall) => {
    const report = await applyPlan(plan);
    const { outcome, added, removed } = report;
    if (outcome === "written")
      sayWritten(`${titleOf(plan)}: ${counted(added, "rule")} put, ${removed} removed`, plan);
    if (outcome === "written" || outcome === "in-sync") onApplied?.(plan, report);
    return report;
  };
  return applyAll(plans, apply, signal);
}
