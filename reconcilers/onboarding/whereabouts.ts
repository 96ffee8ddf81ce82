import { isUnderWay, scopeOf, type VmRecord, waiting } from "../../core/onboarding";
import { outside } from "./outside";
import type { Whereabouts } from "./ports";
import { type OnboardingRun, reasonOf } from "./run";

const ELSEWHERE = {
  there:
    "the inventory does not show it, although Resource Manager does; it goes on once the inventory shows it",
  moved: "it has moved to where the inventory does not look",
  unknown: "the inventory does not show it, and Resource Manager does not say whether it was deleted",
  online:
    "it is in none of the resource groups that the identity may read, and its agent is online: it may have moved. It counts as " +
    'deleted once its agent is offline. The role "Reader" on its subscription tells sooner',
  silent:
    "it is in none of the resource groups that the identity may read, and the PCE does not say whether its agent is online",
};

/**
 * Machines under way that nobody shows have the reason why they do not go on. One that moved out of the scopes is skipped; of
 * one that is commissioned the new place is written down.
 *
 * @param answers of Resource Manager, in the order of the records
 */
export async function writeUnseen(
  run: OnboardingRun,
  absent: readonly VmRecord[],
  answers: readonly PromiseSettledResult<Whereabouts>[],
): Promise<void> {
  await run.write(absent.flatMap((record, index) => unseen(run, record, answers[index]!)));
}

function unseen(
  run: OnboardingRun,
  record: VmRecord,
  answer: PromiseSettledResult<Whereabouts>,
): readonly VmRecord[] {
  if (answer.status === "rejected")
    return waits(run, record, `${ELSEWHERE.unknown}: ${reasonOf(answer.reason)}`);
  const place = answer.value;
  if (place.state === "gone") return [];
  const { scopes } = run.settings;
  if (place.state !== "moved" || scopes === undefined || scopeOf(place.resourceId, scopes))
    return waits(run, record, ELSEWHERE[place.state]);
  const moved = { ...record, resourceId: place.resourceId };
  return [outside(run, moved) ?? moved];
}

function waits(run: OnboardingRun, record: VmRecord, reason: string): readonly VmRecord[] {
  return isUnderWay(record) ? [waiting(record, reason, run.now)] : [];
}

/** What Resource Manager says of a machine that the inventory lacks. */
export interface Found {
  readonly record: VmRecord;
  readonly place: Whereabouts;
}

/**
 * Records of machines that were deleted. Whoever may read some resource groups of a subscription only cannot tell a machine
 * that was deleted from one that moved to another group; such a machine is gone once its agent is not online any more.
 */
export async function surelyGone(run: OnboardingRun, found: readonly Found[]): Promise<VmRecord[]> {
  const gone = found.flatMap(({ record, place }) => (place.state === "gone" ? [{ record, ...place }] : []));
  const isUnclear = (one: (typeof gone)[number]) => one.mayBeElsewhere && one.record.workload !== undefined;
  const records = gone.map(({ record }) => record);
  if (!gone.some(isUnclear)) return records;
  const online = await onlineWorkloads(run);
  const unclear = gone.filter(isUnclear).map(({ record }) => record);
  const kept = unclear.filter(({ workload }) => online === undefined || online.has(workload!));
  const reason = online === undefined ? ELSEWHERE.silent : ELSEWHERE.online;
  await run.write(kept.flatMap((record) => waits(run, record, reason)));
  if (online !== undefined) run.warnings.push(...kept.map(({ name }) => `${name}: ${reason}`));
  return records.filter((record) => !kept.includes(record));
}

/** Hrefs of workloads whose agent is online; undefined when the PCE has no answer. */
async function onlineWorkloads(run: OnboardingRun): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await run.workloads()).flatMap(({ href, online }) => (online ? [href] : [])));
  } catch (error) {
    run.tellProblem(`PCE: ${reasonOf(error)}`);
    return undefined;
  }
}
