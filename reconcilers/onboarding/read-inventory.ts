import { counted } from "../../core/counted";
import { isUnderWay, scopeOf, type VmRecord, waiting } from "../../core/onboarding";
import { skipOutside } from "./outside";
import { type OnboardingRun, reasonOf } from "./run";

/** Reads the machines. Those of a scope that cannot be read stay where they are, with the reason. */
export async function readInventory(run: OnboardingRun): Promise<void> {
  const unreadable = await reading(run);
  const now = run.now;
  await skipOutside(run);
  const waits = [...run.records.values()].flatMap((record) => {
    const reason = isUnderWay(record) && !run.vms.has(record.vmId) ? unreadable(record) : undefined;
    return reason === undefined ? [] : [waiting(record, reason, now)];
  });
  await run.write(waits);
}

/** @returns why the machine of a record cannot be seen */
async function reading(run: OnboardingRun): Promise<(record: VmRecord) => string | undefined> {
  try {
    const { vms, scopes, unreadable } = await run.ports.inventory.read();
    for (const vm of vms) if (!run.newer.has(vm.vmId)) run.vms.set(vm.vmId, vm);
    run.scopes = scopes;
    for (const [scope, reason] of unreadable) run.problems.push(`${scope} cannot be read: ${reason}`);
    run.problems.push(...unseenProblems(run, unreadable));
    return ({ resourceId }) => {
      const scope = scopeOf(resourceId, unreadable.keys());
      if (scope !== undefined) return `its ${kindOf(scope)} cannot be read: ${unreadable.get(scope)}`;
      return run.settings.scopes === undefined && scopeOf(resourceId, scopes) === undefined
        ? `the identity does not see its subscription any more; ${READER}`
        : undefined;
    };
  } catch (error) {
    const reason = `inventory of Azure: ${reasonOf(error)}`;
    run.problems.push(reason);
    return () => reason;
  }
}

const READER = 'give it the role "Reader" there';

const kindOf = (scope: string): string => (scope.split("/").length > 3 ? "resource group" : "subscription");

/** Where no scopes are named, a subscription that the identity does not see any more is missing without a word of Azure. */
function unseenProblems(run: OnboardingRun, unreadable: ReadonlyMap<string, string>): string[] {
  if (run.settings.scopes !== undefined) return [];
  const machines = new Map<string, number>();
  for (const { status, vmId, resourceId } of run.records.values()) {
    if (status === "closed" || run.vms.has(vmId)) continue;
    if (scopeOf(resourceId, [...run.scopes, ...unreadable.keys()]) !== undefined) continue;
    const [, id = ""] = /^\/subscriptions\/([^/]+)/i.exec(resourceId) ?? [];
    machines.set(id.toLowerCase(), (machines.get(id.toLowerCase()) ?? 0) + 1);
  }
  return [...machines].map(
    ([id, count]) =>
      `the identity does not see the subscription ${id} any more, where ${counted(count, "machine")} were: ${READER}, or name in scopes those that are meant`,
  );
}
