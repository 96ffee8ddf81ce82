import { type DagBindingDefinition, isInSync } from "../../core/dag";
import { type FailedItem, PartialFailureError } from "../../core/errors";
import type { Environment } from "../../dynamic-providers/engine/settings";
import type { BindingPlan } from "../../dynamic-providers/panos/plan-bindings";
import { titleOf } from "../../dynamic-providers/panos/plan-text";
import { type Applied, type EntryTimes, writePlan } from "../../dynamic-providers/panos/write-plan";
import { planAll } from "./plan-all";
import { SyncSystems } from "./systems";

/**
 * Reads PCE and firewalls, hands over the plans, and closes every connection afterwards.
 *
 * @param work says what of it failed
 * @throws ConfigurationError when settings are missing or a binding names what the PCE does not have;
 *   PartialFailureError for what failed, also a firewall that could not be read
 */
export async function withPlans(
  definitions: readonly DagBindingDefinition[],
  environment: Environment,
  work: (plans: readonly BindingPlan[]) => Promise<readonly FailedItem[]>,
): Promise<void> {
  const systems = new SyncSystems(environment);
  try {
    const { plans, failures } = await planAll(definitions, systems);
    refuseFailures([...failures, ...(await work(plans))], plans.length + failures.length);
  } finally {
    await systems.close();
  }
}

/** @throws PartialFailureError when there are any */
export function refuseFailures(failures: readonly FailedItem[], count: number): void {
  if (failures.length > 0)
    throw new PartialFailureError("dag-sync", failures, Math.max(0, count - failures.length));
}

/** Whether nothing would be written and nothing stands in the way. */
export function isSettled({ plan, stale }: BindingPlan): boolean {
  return isInSync(plan) && plan.problems.length === 0 && stale === undefined;
}

export interface ApplyOptions {
  readonly say: (text: string) => void;
  readonly timesOf: (plan: BindingPlan) => EntryTimes;
  /** Hears of every binding that was carried out, also when nothing had to be written. */
  readonly onApplied?: (plan: BindingPlan, applied: Applied) => void;
  /** Ends it between two bindings. */
  readonly signal?: AbortSignal;
}

/**
 * Carries out what is pending, one table after the other. A binding that is refused does not stop the others.
 *
 * @returns every binding and table where something failed
 */
export async function applyPlans(
  plans: readonly BindingPlan[],
  { say, timesOf, onApplied, signal }: ApplyOptions,
): Promise<FailedItem[]> {
  const failures: FailedItem[] = [];
  for (const plan of plans) {
    if (signal?.aborted) break;
    const item = titleOf(plan);
    try {
      const applied = await writePlan(plan, timesOf(plan));
      onApplied?.(plan, applied);
      const { registered, unregistered, renewed } = applied;
      const more = renewed > 0 ? `, ${renewed} renewed` : "";
      if (registered + unregistered + renewed > 0)
        say(`${item}: ${registered} registered, ${unregistered} unregistered${more}`);
    } catch (error) {
      failures.push({ item, reason: (error as Error).message, cause: error });
    }
  }
  return failures;
}
