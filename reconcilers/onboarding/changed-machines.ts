import { advanced, hasReached, hostOfVm, isPlaced, labelsOfVm, leavesProblem } from "../../core/onboarding";
import { openRecords } from "./deleted";
import type { FirewallState } from "./ports";
import { LimitPassed, type OnboardingRun, type VmWithRecord } from "./run";

/**
 * Machines that are through and whose tags give labels that they were not given; none without `relabel`. A run looks at what
 * the record says was done last, so machines that are as they were cost no call.
 */
export function changedLabels(run: OnboardingRun): VmWithRecord[] {
  return run.through().filter((machine) => isDueAgain(run, machine) && needsLabels(run, machine));
}

/**
 * Machines that are through and whose addresses or groups are not those of their host any more, at most as many as may begin
 * in one run.
 *
 * @param leaving hosts of deleted machines, which leave their groups in the same run
 * @throws LimitPassed when more machines would leave a group than a run may remove
 */
export function changedHosts(run: OnboardingRun, leaving: number): VmWithRecord[] {
  const changed = run.through().filter((machine) => isDueAgain(run, machine) && needsHost(run, machine));
  const counts = {
    removed: leaving + changed.filter((machine) => leavesGroup(run, machine)).length,
    open: openRecords(run),
  };
  const problem = leavesProblem(counts, run.settings.limits);
  if (problem !== undefined) throw new LimitPassed(problem);
  return changed.slice(0, run.settings.limits.maxPerRun);
}

/** Takes away why commissioned machines waited or failed, when they are as they should be again. */
export async function settle(run: OnboardingRun): Promise<void> {
  const settled = run
    .through()
    .filter(
      (machine) =>
        machine.record.step === "commissioned" &&
        !isKnown(run.state.firewall, machine.vm.vmId) &&
        !needsLabels(run, machine) &&
        !needsHost(run, machine),
    );
  await run.write(settled.map(({ record }) => advanced(record, record.step, run.now)));
}

/** Whether the state of the firewall tells what becomes of a host, so that it need not be looked at again. */
export function isKnown({ publishing, published, installing }: FirewallState, vmId: string): boolean {
  return published.includes(vmId) || [...publishing, ...installing].some(({ vmIds }) => vmIds.includes(vmId));
}

function isDueAgain(run: OnboardingRun, { record: { status, nextAttempt } }: VmWithRecord): boolean {
  return status === "open" && (nextAttempt === undefined || Date.parse(nextAttempt) <= run.now.getTime());
}

/** Whether tags give labels that a machine was not given, for which it may wait: what its host waits for is less. */
export function needsLabels(run: OnboardingRun, { vm, record }: VmWithRecord): boolean {
  if (!run.settings.relabel || !hasReached(record.step, "policy-installed")) return false;
  const { wanted, problems } = labelsOfVm(vm, run.settings, record.approved);
  return problems.length > 0 || [...wanted].some(([key, value]) => record.labels?.[key] !== value);
}

function needsHost(run: OnboardingRun, { vm, record }: VmWithRecord): boolean {
  const { checkPoint } = run.settings;
  return checkPoint.mode !== "none" && !isPlaced(record.host, hostOfVm(vm, record, checkPoint));
}

function leavesGroup(run: OnboardingRun, { vm, record }: VmWithRecord): boolean {
  const { groups } = hostOfVm(vm, record, run.settings.checkPoint);
  return record.host?.groups.some((group) => !groups.includes(group)) === true;
}
