import { counted } from "../../core/counted";
import { closed, removalsProblem, scopeOf, type VmRecord, waiting } from "../../core/onboarding";
import { inParallel } from "./in-parallel";
import type { FirewallOutcome, LeavingHost, Outcome } from "./ports";
import { LimitPassed, type OnboardingRun, reasonOf } from "./run";
import { unpairDeleted } from "./unpair-deleted";
import { surelyGone, writeUnseen } from "./whereabouts";

/** Machines that Resource Manager is asked for at the same time. */
const QUESTIONS = 10;

/**
 * Records of machines that were deleted: Resource Manager does not know them although their scope was read. That a list lacks
 * a machine proves nothing. One that moved out of the scopes is skipped.
 *
 * @throws LimitPassed when there are more than a run may remove
 */
export async function findDeleted(run: OnboardingRun): Promise<VmRecord[]> {
  const absent = [...run.records.values()].filter(
    (record) =>
      record.status !== "closed" &&
      !run.vms.has(record.vmId) &&
      !run.lost.has(record.vmId) &&
      scopeOf(record.resourceId, run.scopes) !== undefined,
  );
  const answers = await inParallel(absent, QUESTIONS, ({ resourceId, vmId }) =>
    run.ports.inventory.isGone(resourceId, vmId),
  );
  const found = absent.flatMap((record, index) => {
    const answer = answers[index]!;
    return answer.status === "fulfilled" ? [{ record, place: answer.value }] : [];
  });
  await writeUnseen(run, absent, answers);
  const gone = await surelyGone(run, found);
  const failed = answers.filter((answer) => answer.status === "rejected");
  if (failed.length > 0)
    run.problems.push(
      `whether ${counted(failed.length, "machine")} were deleted is not known: ${reasonOf(failed[0]!.reason)}`,
    );
  const counts = {
    removed: gone.filter(isCounted).length,
    open: openRecords(run),
  };
  const problem = removalsProblem(counts, run.settings.limits);
  if (problem === undefined) return gone;
  await run.write(gone.map((record) => stillOpen(record, problem, run.now)));
  throw new LimitPassed(problem);
}

/** How many records a share of removals is of. */
export function openRecords({ records }: OnboardingRun): number {
  return [...records.values()].filter(isCounted).length;
}

/** Machines that were skipped before anything was made for them have nothing that a removal takes away. */
function isCounted({ status, host, workload }: VmRecord): boolean {
  if (status === "skipped") return host !== undefined || workload !== undefined;
  return status !== "closed";
}

/** Hosts of deleted machines that leave their groups. */
export function leavingHosts(gone: readonly VmRecord[]): LeavingHost[] {
  return gone.flatMap((record) =>
    record.host === undefined
      ? []
      : [{ vmId: record.vmId, name: record.host.name, groups: record.host.groups }],
  );
}

/**
 * Closes the records of deleted machines whose hosts left their groups, and names their workloads, or unpairs them.
 *
 * @param outcomes of hosts that leave, by vmId; undefined when the firewall had no answer
 */
export async function closeDeleted(
  run: OnboardingRun,
  gone: readonly VmRecord[],
  outcomes: ReadonlyMap<string, FirewallOutcome> | undefined,
): Promise<void> {
  const left = gone.filter(
    (record) => record.host === undefined || outcomes?.get(record.vmId)?.state === "placed",
  );
  const unpaired = await unpairDeleted(run, left);
  const records = gone.map((record) => {
    if (!left.includes(record)) return stillOpen(record, firewallReason(outcomes?.get(record.vmId)), run.now);
    const outcome = unpaired.get(record.vmId);
    if (outcome !== undefined && !outcome.ok)
      return stillOpen(record, `its VEN was not unpaired: ${outcome.reason}`, run.now);
    return closed(record, "the machine was deleted", run.now);
  });
  await run.write(records);
  for (const record of records) if (record.status === "closed") nameWorkload(run, record, unpaired);
}

/** The status stays: a machine that failed does not go on because it was deleted. */
function stillOpen(record: VmRecord, reason: string, now: Date): VmRecord {
  const text = `it was deleted; ${reason}`;
  return { ...waiting(record, text, now), status: record.status, since: record.since };
}

function firewallReason(outcome: FirewallOutcome | undefined): string {
  if (outcome === undefined) return "its host has not left its groups, because the firewall has no answer";
  return "reason" in outcome
    ? `its host has not left its groups: ${outcome.reason}`
    : "that its host left its groups is being published";
}

function nameWorkload(
  run: OnboardingRun,
  { name, vmId, workload }: VmRecord,
  unpaired: ReadonlyMap<string, Outcome>,
): void {
  if (workload === undefined || run.settings.unpairDeleted) {
    if (unpaired.has(vmId))
      run.warnings.push(`${name} was deleted; the VEN of its workload ${workload} was unpaired`);
    return;
  }
  run.warnings.push(
    `${name} was deleted; its workload ${workload} is still in the PCE. Unpair its VEN there, or set unpairDeleted: true`,
  );
}
