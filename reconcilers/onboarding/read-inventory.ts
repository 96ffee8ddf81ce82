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
    return (record) => {
      const reason = unreadable.get(subscriptionOf(record));
      return reason === undefined ? undefined : `its subscription cannot be read: ${reason}`;
    };
  } catch (error) {
    const reason = `inventory of Azure: ${reasonOf(error)}`;
    run.problems.push(reason);
    return () => reason;
  }
}

function isUnderWay({ status, step }: VmRecord): boolean {
  return status === "open" && step !== "commissioned";
}

/** In lower case. */
export function subscriptionOf({ resourceId }: VmRecord): string {
  return /^\/subscriptions\/([^/]+)/i.exec(resourceId)?.[1]?.toLowerCase() ?? "";
}
