import { hasPassed } from "./elapsed";
import type { LimitSettings } from "./onboarding-settings";
import { hasReached } from "./step";
import type { VmRecord } from "./vm-record";

/** Records that a run works on. */
export interface DueRecords {
  /** The one that has been due for longest first. */
  readonly due: readonly VmRecord[];
  /** Those that are due and begin in a later run, by `maxPerRun`. */
  readonly held: readonly VmRecord[];
}

/**
 * Records that are due: open, not commissioned, and not before their next attempt. A machine whose record has only
 * `discovered` begins with this run, and `maxPerRun` of them do.
 *
 * @param records of machines that are chosen, because one that waits must not take the place of another
 */
export function dueRecords(
  records: Iterable<VmRecord>,
  now: Date,
  { maxPerRun }: Pick<LimitSettings, "maxPerRun">,
): DueRecords {
  const all = [...records].filter((record) => isDue(record, now)).sort(byDueTime);
  const beginning = all.filter(({ step }) => step === "discovered");
  const held = beginning.slice(maxPerRun);
  const later = new Set(held);
  return { due: all.filter((record) => !later.has(record)), held };
}

export function isDue({ status, step, nextAttempt }: VmRecord, now: Date): boolean {
  return (
    status === "open" &&
    step !== "commissioned" &&
    (nextAttempt === undefined || hasPassed(nextAttempt, 0, now))
  );
}

/** Whether a machine goes on by itself, also when it waits. */
export function isUnderWay({ status, step }: VmRecord): boolean {
  return status === "open" && step !== "commissioned";
}

/** How many installations may begin beside those that are under way. */
export function freeInstalls(
  records: Iterable<VmRecord>,
  { maxConcurrentInstalls }: Pick<LimitSettings, "maxConcurrentInstalls">,
): number {
  return Math.max(0, maxConcurrentInstalls - [...records].filter(isInstalling).length);
}

/** Whether a command that installs the agent was written down and its workload has not been seen. */
export function isInstalling({ status, step, command }: VmRecord): boolean {
  return status === "open" && command !== undefined && !hasReached(step, "ven-paired");
}

/** Since when a record is due; the vmId where two are since the same moment, so that the order is always the same. */
function byDueTime(a: VmRecord, b: VmRecord): number {
  return dueSince(a) - dueSince(b) || (a.vmId < b.vmId ? -1 : 1);
}

function dueSince({ nextAttempt, since }: VmRecord): number {
  return Date.parse(nextAttempt ?? since);
}
