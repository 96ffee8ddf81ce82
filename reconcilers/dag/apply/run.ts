import type { Environment } from "../../../clients/settings/settings";
import { type DagBindingDefinition, isInSync } from "../../../core/dag";
import type { FailedItem } from "../../../core/errors";
import { applyAll, refuseFailures as refuseAny, runPlans } from "../../shared/apply-all";
import { planAll } from "../plan/plan-all";
import type { BindingPlan } from "../plan/plan-bindings";
import { titleOf } from "../plan/plan-text";
import { SyncSystems } from "../systems";
import { applyPlan } from "./apply-plan";
import type { Applied, EntryTimes } from "./write-plan";

/**
 * Reads the PCE and the firewalls, calls `work` with the plans, and closes every connection afterwards.
 *
 * @param work returns what failed
 * @throws ConfigurationError when settings are missing or a binding names what the PCE does not have;
 *   PartialFailureError for what failed, also a firewall that could not be read
 */
export async function withPlans(
  definitions: readonly DagBindingDefinition[],
  environment: Environment,
  work: (plans: readonly BindingPlan[]) => Promise<readonly FailedItem[]>,
): Promise<void> {
  const systems = new SyncSystems(environment);
  await runPlans("dag-sync", systems, () => planAll(definitions, systems), work);
}

/** @throws PartialFailureError when there are any */
export function refuseFailures(failures: readonly FailedItem[], count: number): void {
  refuseAny("dag-sync", failures, count);
}

/** Whether nothing has to be written, and the plan is not stale and has no problems. */
export function isSettled({ plan, stale }: BindingPlan): boolean {
  return isInSync(plan) && plan.problems.length === 0 && stale === undefined;
}

export interface ApplyOptions {
  readonly say: (...lines: string[]) => void;
  readonly timesOf: (plan: BindingPlan) => EntryTimes;
  /** Called for every binding that was carried out, also when nothing had to be written. */
  readonly onApplied?: (plan: BindingPlan, applied: Applied) => void;
  /** Ends the run between two bindings. */
  readonly signal?: AbortSignal;
}

/**
 * Carries out the plans, one table after the other. A binding that is refused does not stop the others.
 *
 * @returns every binding and table where something failed
 */
export function applyPlans(
  plans: readonly BindingPlan[],
  { say, timesOf, onApplied, signal }: ApplyOptions,
): Promise<FailedItem[]> {
  const apply = (plan: BindingPlan) =>
    applyPlan(plan, timesOf(plan), (applied) => {
      onApplied?.(plan, applied);
      const { registered, unregistered, renewed } = applied;
      const more = renewed > 0 ? `, ${renewed} renewed` : "";
      if (registered + unregistered + renewed > 0)
        say(`${titleOf(plan)}: ${registered} registered, ${unregistered} unregistered${more}`);
    });
  return applyAll(plans, apply, signal);
}
