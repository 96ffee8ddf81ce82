import { type ItemReport, reportOf } from "../../../core/reconcile/report";
import type { BindingPlan } from "../plan/plan-bindings";
import { titleOf } from "../plan/plan-text";
import { type Applied, type EntryTimes, writePlan } from "./write-plan";

/**
 * Carries out the plan of one binding on one table; a plan that is stale or has problems is not written. Never throws.
 *
 * @param onApplied called when a plan was carried out, also when nothing had to be written
 */
export function applyPlan(
  plan: BindingPlan,
  times: EntryTimes = FOR_EVER,
  onApplied?: (applied: Applied) => void,
): Promise<ItemReport> {
  return reportOf(titleOf(plan), plan.stale !== undefined, async () => {
    const applied = await writePlan(plan, times);
    onApplied?.(applied);
    const { registered, unregistered, renewed } = applied;
    return { added: registered, removed: unregistered, renewed };
  });
}

/** Entries never end. */
const FOR_EVER: EntryTimes = { timeoutInSeconds: 0, recent: true };
