import { counted } from "../../core/counted";
import { closed, removalsProblem, type VmRecord, type WorkloadMatch, waiting } from "../../core/onboarding";
import { inParallel } from "./in-parallel";
import type { FirewallOutcome, LeavingHost, OnboardedWorkload, Outcome } from "./ports";
import { subscriptionOf } from "./read-inventory";
import { LimitPassed, type OnboardingRun, reasonOf } from "./run";

/** Machines that Resource Manager is asked for at the same time. */
const QUESTIONS = 10;

/**
 * Records of machines that were deleted: Resource Manager does not know them although their subscription was read. That a
 * list lacks a machine proves nothing.
 *
 * @throws LimitPassed when there are more than a run may remove
 */
export async function findDeleted(run: OnboardingRun): Promise<VmRecord[]> {
  const absent = [...run.records.values()].filter(
    (record) =>
      record.status !== "closed" &&
      !run.vms.has(record.vmId) &&
      !run.lost.has(record.vmId) &&
      run.subscriptions.has(subscriptionOf(record)),
  );
  const answers = await inParallel(absent, QUESTIONS, ({ resourceId, vmId }) =>
    run.ports.inventory.isGone(resourceId, vmId),
  );
  const gone = absent.filter((_, index) => {
    const answer = answers[index]!;
    return answer.status === "fulfilled" && answer.value === "gone";
  });
  await run.write(absent.flatMap((record, index) => unseen(record, answers[index]!, run.now)));
  const failed = answers.filter((answer) => answer.status === "rejected");
  if (failed.length > 0)
    run.problems.push(
      `whether ${counted(failed.length, "machine")} were deleted is not known: ${reasonOf(failed[0]!.reason)}`,
    );
  const counts = {
    removed: gone.filter(isCounted).length,
    open: [...run.records.values()].filter(isCounted).length,
  };
  const problem = removalsProblem(counts, run.settings.limits);
  if (problem === undefined) return gone;
  await run.write(gone.map((record) => stillOpen(record, problem, run.now)));
  throw new LimitPassed(problem);
}

/** Machines that were skipped before anything was made for them have nothing that a removal takes away. */
function isCounted({ status, host, workload }: VmRecord): boolean {
  if (status === "skipped") return host !== undefined || workload !== undefined;
  return status !== "closed";
}

const ELSEWHERE = {
  there:
    "the inventory does not show it, although Resource Manager does; it goes on once the inventory shows it",
  moved: "it has moved to where the inventory does not look",
  unknown: "the inventory does not show it, and Resource Manager does not say whether it was deleted",
};

/** Machines under way that nobody shows have the reason why they do not go on. */
function unseen(
  record: VmRecord,
  answer: PromiseSettledResult<"gone" | keyof typeof ELSEWHERE>,
  now: Date,
): VmRecord[] {
  if (record.status !== "open" || record.step === "commissioned") return [];
  if (answer.status === "rejected")
    return [waiting(record, `${ELSEWHERE.unknown}: ${reasonOf(answer.reason)}`, now)];
  return answer.value === "gone" ? [] : [waiting(record, ELSEWHERE[answer.value], now)];
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
  const unpaired = await unpair(run, left);
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

/** By vmId, of workloads that were to be unpaired. */
async function unpair(run: OnboardingRun, gone: readonly VmRecord[]): Promise<ReadonlyMap<string, Outcome>> {
  const paired = gone.filter(({ workload }) => workload !== undefined);
  if (!run.settings.unpairDeleted || paired.length === 0) return new Map();
  try {
    const managed = new Map((await run.workloads()).filter(isManaged).map((one) => [one.href, one]));
    const matches = await run.matches();
    const held = new Map<string, Outcome>();
    const pairs = paired.flatMap(({ vmId, workload }) => {
      const found = managed.get(workload!);
      if (found === undefined || isTakenOver(run, vmId, found.href)) return [];
      const rival = [...run.vms.values()].find((vm) => mayRun(matches.get(vm.vmId), found.href));
      if (rival === undefined) return [{ vmId, found }];
      const reason = `its workload ${found.href} also fits ${rival.name}, which has no other one yet`;
      held.set(vmId, { ok: false, reason });
      return [];
    });
    const answers: ReadonlyMap<string, Outcome> =
      pairs.length === 0 ? new Map() : await run.ports.pce.unpair(pairs.map(({ found }) => found));
    const silent: Outcome = { ok: false, reason: "the PCE did not say what became of it" };
    return new Map([
      ...held,
      ...pairs.map(({ vmId, found }) => [vmId, answers.get(found.href) ?? silent] as const),
    ]);
  } catch (error) {
    run.problems.push(`PCE: ${reasonOf(error)}`);
    return new Map(paired.map(({ vmId }) => [vmId, { ok: false, reason: reasonOf(error) }]));
  }
}

/** Whether the agent of the workload is that of another machine by now, as of one that was made of the same disk. */
function isTakenOver({ records }: OnboardingRun, vmId: string, href: string): boolean {
  return [...records.values()].some(
    (other) => other.vmId !== vmId && other.status !== "closed" && other.workload === href,
  );
}

/** Whether the agent of a workload may run on another machine, of the same name and address, which has none of its own. */
function mayRun(match: WorkloadMatch<OnboardedWorkload> | undefined, href: string): boolean {
  return match?.workload === undefined && match?.ofOthers.some((other) => other.href === href) === true;
}

const isManaged = ({ managed, ven }: OnboardedWorkload): boolean => managed && ven !== undefined;

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
