import { shown } from "../../core/checks";
import { counted } from "../../core/counted";
import { type VmRecord, waiting } from "../../core/onboarding";
import { type OnboardingRun, reasonOf } from "./run";

/** Reads the machines. Those of a subscription that cannot be read stay where they are, with the reason. */
export async function readInventory(run: OnboardingRun): Promise<void> {
  const unreadable = await reading(run);
  const now = run.now;
  const waits = [...run.records.values()].flatMap((record) => {
    const reason = isUnderWay(record) && !run.vms.has(record.vmId) ? unreadable(record) : undefined;
    return reason === undefined ? [] : [waiting(record, reason, now)];
  });
  await run.write(waits);
}

/** @returns why the machine of a record cannot be seen */
async function reading(run: OnboardingRun): Promise<(record: VmRecord) => string | undefined> {
  try {
    const { vms, subscriptions, unreadable } = await run.ports.inventory.read();
    for (const vm of vms) if (!run.newer.has(vm.vmId)) run.vms.set(vm.vmId, vm);
    run.subscriptions = subscriptions;
    for (const [subscription, reason] of unreadable)
      run.problems.push(`subscription ${subscription} cannot be read: ${reason}`);
    run.problems.push(...unseenProblems(run, unreadable));
    return (record) => {
      const subscription = subscriptionOf(record);
      const reason = unreadable.get(subscription);
      if (reason !== undefined) return `its subscription cannot be read: ${reason}`;
      if (subscriptions.has(subscription)) return undefined;
      return run.settings.subscriptions === undefined
        ? `the identity does not see its subscription any more; ${READER}`
        : `subscriptions does not have its subscription ${shown(subscription)}`;
    };
  } catch (error) {
    const reason = `inventory of Azure: ${reasonOf(error)}`;
    run.problems.push(reason);
    return () => reason;
  }
}

const READER = 'give it the role "Reader" there';

/** Where no subscriptions are named, one that the identity does not see any more is missing without a word of Azure. */
function unseenProblems(run: OnboardingRun, unreadable: ReadonlyMap<string, string>): string[] {
  if (run.settings.subscriptions !== undefined) return [];
  const machines = new Map<string, number>();
  for (const record of run.records.values()) {
    const id = subscriptionOf(record);
    if (
      record.status === "closed" ||
      run.vms.has(record.vmId) ||
      run.subscriptions.has(id) ||
      unreadable.has(id)
    )
      continue;
    machines.set(id, (machines.get(id) ?? 0) + 1);
  }
  return [...machines].map(
    ([id, count]) =>
      `the identity does not see the subscription ${id} any more, where ${counted(count, "machine")} were: ${READER}, or name in subscriptions those that are meant`,
  );
}

function isUnderWay({ status, step }: VmRecord): boolean {
  return status === "open" && step !== "commissioned";
}

/** In lower case. */
export function subscriptionOf({ resourceId }: VmRecord): string {
  return /^\/subscriptions\/([^/]+)/i.exec(resourceId)?.[1]?.toLowerCase() ?? "";
}
