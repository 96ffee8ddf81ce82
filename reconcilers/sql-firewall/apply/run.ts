import type { FailedItem } from "../../../core/errors";
import { isInSync } from "../../../core/sql-firewall";
import { applyAll } from "../../shared/apply-all";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { titleOf } from "../plan/title";
import { applyPlan } from "./write-plan";

/** Whether nothing has to be written, and the plan is not stale and has no problems. */
export function isSettled({ plan, stale }: PlannedFirewall): boolean {
  return isInSync(plan) && plan.problems.length === 0 && stale === undefined;
}

/**
 * Carries out the plans, one firewall after the other. One that is refused does not stop the others.
 *
 * @returns every firewall where something failed
 */
export function applyPlans(
  plans: readonly PlannedFirewall[],
  { say, signal }: { readonly say: (...lines: string[]) => void; readonly signal?: AbortSignal },
): Promise<FailedItem[]> {
  const apply = async (plan: PlannedFirewall) => {
    const report = await applyPlan(plan);
    if (report.outcome === "written")
      say(`${titleOf(plan)}: ${report.added} rules put, ${report.removed} removed`);
    return report;
  };
  return applyAll(plans, apply, signal);
}
