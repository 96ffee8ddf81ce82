import { isInSync, renewals } from "../../../core/dag";
import { IllumioIacError } from "../../../core/errors";
import { isStillInForce, takeBackEntries, writeInForce } from "../../../core/reconcile/fence";
import type { BindingPlan } from "../plan/plan-bindings";
import { BindingTable } from "./binding-table";
import { renewEntries } from "./renew-entries";
import { syncTable } from "./sync-table";

export interface EntryTimes {
  /** Lifetime of entries, in seconds; 0 is for ever. */
  readonly timeoutInSeconds: number;
  /** Whether all entries of the binding were renewed within half of that time. */
  readonly recent: boolean;
}

export interface Applied {
  readonly registered: number;
  readonly unregistered: number;
  readonly renewed: number;
}

/**
 * Members whose entry is due to be registered again, by the reading that the plan was made from; none of a stale plan.
 */
export function dueRenewals({ members, own, stale }: BindingPlan, times: EntryTimes): string[] {
  return stale === undefined ? renewals(members.addresses, own, times) : [];
}

/**
 * Carries out the plan of one binding on one table, and renews the entries that are due. What was added is taken back
 * when the declaration goes out of force meanwhile.
 *
 * @throws IllumioIacError when the plan is refused; PartialFailureError that names every address that failed
 */
export async function writePlan(binding: BindingPlan, times: EntryTimes): Promise<Applied> {
  const { definition, firewall, table, plan, stale, revisions } = binding;
  const refusals = [...(stale ? [stale] : []), ...plan.problems];
  if (refusals.length > 0) throw new IllumioIacError(`nothing was written: ${refusals.join("; ")}`);
  const due = dueRenewals(binding, times);
  if (isInSync(plan) && due.length === 0) return { registered: 0, unregistered: 0, renewed: 0 };
  const { timeoutInSeconds } = times;
  const options = timeoutInSeconds === 0 ? {} : { timeoutInSeconds };
  return writeInForce(tableOf(binding), revisions, [...addedBy(binding), ...due], async () => {
    const { registered, unregistered } = await syncTable(firewall.client, table, definition, plan, options);
    await renewEntries(firewall.client, table, definition, due, { ...definition, timeoutInSeconds });
    return { registered, unregistered, renewed: due.length };
  });
}

/** Whether the revision tag that the plan found is still there. */
export function isInForce(binding: BindingPlan): Promise<boolean> {
  return isStillInForce(tableOf(binding), binding.revisions);
}

/** Takes back what a plan registered whose declaration has gone out of force. */
export function takeBack(binding: BindingPlan): Promise<never> {
  return takeBackEntries(tableOf(binding), addedBy(binding));
}

/** The binding of a plan in the table of the plan. */
export function tableOf({ firewall, table, definition }: BindingPlan): BindingTable {
  return new BindingTable(firewall.client, table, definition);
}

function addedBy({ plan }: BindingPlan): string[] {
  return plan.register.map(({ address }) => address);
}
