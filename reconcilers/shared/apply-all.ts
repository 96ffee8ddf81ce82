import { type FailedItem, PartialFailureError } from "../../core/errors";
import { failedItems, type ItemReport } from "../../core/reconcile/report";

/**
 * Carries out plans, one after the other. One that is refused does not stop the others.
 *
 * @param apply never throws
 * @param signal ends the run between two plans
 * @returns every item where something failed
 */
export async function applyAll<Plan>(
  plans: readonly Plan[],
  apply: (plan: Plan) => Promise<ItemReport>,
  signal?: AbortSignal,
): Promise<FailedItem[]> {
  const reports: ItemReport[] = [];
  for (const plan of plans) {
    if (signal?.aborted) break;
    reports.push(await apply(plan));
  }
  return failedItems(reports);
}

/**
 * @param command what ran
 * @param count of all items, those that failed included
 * @throws PartialFailureError when there are any
 */
export function refuseFailures(command: string, failures: readonly FailedItem[], count: number): void {
  if (failures.length > 0)
    throw new PartialFailureError(command, failures, Math.max(0, count - failures.length));
}

/** Plans of one run, and what could not be planned. */
export interface PlannedRun<Plan> {
  readonly plans: readonly Plan[];
  readonly failures: readonly FailedItem[];
}

/**
 * Plans, calls `work` with the plans, and closes every connection afterwards.
 *
 * @param command what runs
 * @param work returns what failed
 * @throws PartialFailureError for what failed, also what could not be planned; else what the planning throws
 */
export async function runPlans<Plan>(
  command: string,
  systems: { close(): Promise<void> },
  plan: () => Promise<PlannedRun<Plan>>,
  work: (plans: readonly Plan[]) => Promise<readonly FailedItem[]>,
): Promise<void> {
  try {
    const { plans, failures } = await plan();
    refuseFailures(command, [...failures, ...(await work(plans))], plans.length + failures.length);
  } finally {
    await systems.close();
  }
}
