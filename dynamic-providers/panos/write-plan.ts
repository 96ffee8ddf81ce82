import { isInSync, renewals, TableIndex } from "../../core/dag";
import { IllumioIacError } from "../../core/errors";
import type { BindingPlan } from "./plan-bindings";
import { renewEntries } from "./renew-entries";
import { syncTable } from "./sync-table";

export interface EntryTimes {
  /** Seconds that entries last; 0 is for ever. */
  readonly timeoutInSeconds: number;
  /** Whether all entries of the binding were renewed within half of that time. */
  readonly recent: boolean;
}

export interface Applied {
  readonly registered: number;
  readonly unregistered: number;
  readonly renewed: number;
}

/** Members whose entry is due to be registered again, by the reading that the plan was made of; none of a stale one. */
export function dueRenewals({ members, own, stale }: BindingPlan, times: EntryTimes): string[] {
  return stale === undefined ? renewals(members.addresses, own, times) : [];
}

/**
 * Carries out the plan of one binding on one table, and renews what is due. A declaration that goes out of force
 * meanwhile leaves nothing behind.
 *
 * @throws IllumioIacError when the plan is refused; PartialFailureError that names every address that failed
 */
export async function writePlan(binding: BindingPlan, times: EntryTimes): Promise<Applied> {
  const { definition, firewall, table, plan, stale } = binding;
  const refusals = [...(stale ? [stale] : []), ...plan.problems];
  if (refusals.length > 0) throw new IllumioIacError(`nothing was written: ${refusals.join("; ")}`);
  const due = dueRenewals(binding, times);
  if (isInSync(plan) && due.length === 0) return { registered: 0, unregistered: 0, renewed: 0 };
  if (!(await isInForce(binding)))
    throw new IllumioIacError("nothing was written: the declaration went out of force meanwhile");
  const { timeoutInSeconds } = times;
  const options = timeoutInSeconds === 0 ? {} : { timeoutInSeconds };
  const write = async () => {
    const { registered, unregistered } = await syncTable(firewall.client, table, definition, plan, options);
    await renewEntries(firewall.client, table, definition, due, { ...definition, timeoutInSeconds });
    return { applied: { registered, unregistered, renewed: due.length } };
  };
  const written = await write().catch((failure: Error) => ({ failure }));
  const inForce = await isInForce(binding).catch((error) => {
    throw "failure" in written ? written.failure : error;
  });
  if (!inForce) await takeBack(binding, due);
  if ("failure" in written) throw written.failure;
  return written.applied;
}

/** Whether the revision tag that the plan found is still there. */
async function isInForce({ firewall, table, revisions }: BindingPlan): Promise<boolean> {
  for (const { tag } of revisions)
    if ((await firewall.client.registeredAddresses(table, { tag })).length > 0) return true;
  return false;
}

/** After a destroy on the way, nobody else would remove what was registered. Of another declaration, its own clock does. */
async function takeBack({ definition, firewall, table, plan }: BindingPlan, due: readonly string[]) {
  const now = new TableIndex(await firewall.client.registeredAddresses(table)).observed(definition.tag);
  const ours = new Set([...plan.register.map(({ address }) => address), ...due]);
  const unregister = [...now.own].flatMap(([address, { written }]) =>
    ours.has(address) || ours.has(written) ? [written] : [],
  );
  if (now.revisions.length === 0)
    await syncTable(firewall.client, table, definition, { ...plan, register: [], unregister });
  throw new IllumioIacError(
    now.revisions.length === 0
      ? "the declaration went out of force meanwhile; what was registered was taken back"
      : "another declaration was put in force meanwhile",
  );
}
