import {
  advanced,
  type Choice,
  discovered,
  dueRecords,
  hasReached,
  type InventoryVm,
  isDue,
  isInstalling,
  type NotReady,
  noted,
  notReady,
  reopened,
  seen,
  selectVm,
  skipped,
  type VmRecord,
  waiting,
} from "../../core/onboarding";
import { inScopeAgain } from "./outside";
import { type OnboardingRun, reasonOf } from "./run";

/** A machine that the definition selects and that is not commissioned. */
interface Candidate {
  readonly vm: InventoryVm;
  readonly record: VmRecord | undefined;
  /** Why no agent can be installed on it now; undefined when one can, or when that is done. */
  readonly unready: NotReady | undefined;
}

/**
 * Gives every machine of the inventory its record, and says which of them this run takes on: those that the definition
 * selects, that the CMDB does not show as commissioned, and on which a command can run or an agent runs already.
 */
export async function discover(run: OnboardingRun): Promise<void> {
  const records: VmRecord[] = [];
  const candidates: Candidate[] = [];
  for (const vm of run.vms.values()) {
    const known = run.records.get(vm.vmId);
    const record = known && seen(inScopeAgain(reopened(known, run.now), run.now), vm);
    if (record !== undefined) records.push(record);
    const choice = selectVm(vm, run.settings);
    if (record?.status === "failed" || record?.step === "commissioned") {
      records.push(...heldOrLeftOut(record, choice, run.now));
      continue;
    }
    const isGoing = record !== undefined && isInstalling(record);
    if (!choice.chosen && isGoing) run.leftOut.set(vm.vmId, choice.reason);
    if (choice.chosen || isGoing) candidates.push({ vm, record, unready: unreadyOf(run, vm, record) });
    else records.push(skipped(record ?? discovered(vm, run.now), choice.reason, run.now));
  }
  const taken = await decide(run, await askCmdb(run, candidates), records);
  const { due, held } = dueRecords(taken, run.now, run.settings.limits);
  const most = run.settings.limits.maxPerRun;
  records.push(...taken, ...held.map((record) => heldBack(record, most, run.now)));
  const written = await run.write([...new Map(records.map((record) => [record.vmId, record])).values()]);
  for (const { vmId } of due) if (written.has(vmId)) run.active.add(vmId);
}

/** Machines that a rule leaves out are skipped once their installation has ended, or was never begun. */
export async function skipLeftOut(run: OnboardingRun): Promise<void> {
  const ended = [...run.leftOut].flatMap(([vmId, reason]) => {
    const record = run.records.get(vmId);
    if (record?.status !== "open") return [];
    if (run.absent.has(vmId)) return [skipped(noted(record, { command: undefined }), reason, run.now)];
    return isInstalling(record) ? [] : [skipped(record, reason, run.now)];
  });
  await run.write(ended);
}

/**
 * A machine that failed is skipped once a rule leaves it out; a commissioned one that was skipped so is followed again once
 * the rule lets it. Others stay as they are.
 */
function heldOrLeftOut(record: VmRecord, choice: Choice, now: Date): VmRecord[] {
  if (record.status === "failed" && !choice.chosen) return [skipped(record, choice.reason, now)];
  const isAgain = record.status === "skipped" && choice.chosen;
  return isAgain ? [advanced(record, record.step, now)] : [];
}

function heldBack(record: VmRecord, most: number, now: Date): VmRecord {
  return waiting(record, `it begins in a later run, because limits.maxPerRun is ${most}`, now);
}

function unreadyOf(run: OnboardingRun, vm: InventoryVm, record: VmRecord | undefined): NotReady | undefined {
  const isBegun = record !== undefined && (hasReached(record.step, "ven-requested") || record.command);
  return isBegun ? undefined : notReady(vm, run.settings.ven.runCommand);
}

/** Those of the machines that the CMDB does not show as commissioned; all of them when it has no answer. */
async function askCmdb(run: OnboardingRun, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const now = run.now;
  const asked = candidates.filter(
    ({ record, unready }) =>
      record === undefined || (unready === undefined && isDue({ ...record, status: "open" }, now)),
  );
  if (asked.length === 0) {
    run.cmdb = new Map();
    return [...candidates];
  }
  try {
    const found = [...(await run.ports.cmdb.find(asked.map(({ vm }) => vm)))];
    run.cmdb = new Map(found.flatMap(([vmId, one]) => ("reason" in one ? [] : [[vmId, one] as const])));
    run.cmdbUnclear = new Map(
      found.flatMap(([vmId, one]) => ("reason" in one ? [[vmId, one.reason] as const] : [])),
    );
  } catch (error) {
    run.cmdbProblem = `CMDB: ${reasonOf(error)}`;
    run.problems.push(run.cmdbProblem);
    return [...candidates];
  }
  const isCommissioned = ({ vm }: Candidate) => run.cmdb?.get(vm.vmId)?.isCommissioned === true;
  const left = candidates.filter((one) => !(one.record === undefined && isCommissioned(one)));
  run.commissionedBefore = candidates.length - left.length;
  return left;
}

/** Records of machines that this run takes on; those of the others go into `records`. */
async function decide(
  run: OnboardingRun,
  candidates: readonly Candidate[],
  records: VmRecord[],
): Promise<VmRecord[]> {
  const now = run.now;
  const withVen = await runningVens(run, candidates);
  const taken: VmRecord[] = [];
  for (const { vm, record: known, unready } of candidates) {
    const record = known ?? discovered(vm, now);
    const unclear = run.cmdbUnclear.get(vm.vmId);
    if (known === undefined && run.cmdb === undefined)
      records.push(waiting(record, run.cmdbProblem, now)); // it may be commissioned
    else if (unclear !== undefined) records.push(waiting(record, unclear, now));
    else if (record.step === "discovered" && run.cmdb?.get(vm.vmId)?.isCommissioned)
      records.push(skipped(record, "the CMDB shows it as commissioned", now));
    else if (unready === undefined || withVen.has(vm.vmId))
      taken.push(record.status === "skipped" ? advanced(record, record.step, now) : record);
    else if (unready.wait) records.push(waiting(record, unready.reason, now));
    else records.push(skipped(record, unready.reason, now));
  }
  return taken;
}

/**
 * vmIds of machines on which no command can run, but an agent runs already. The PCE is asked when one of them is seen for
 * the first time, and when its workloads are needed anyway.
 */
async function runningVens(
  run: OnboardingRun,
  candidates: readonly Candidate[],
): Promise<ReadonlySet<string>> {
  const unready = candidates.filter((one) => one.unready !== undefined);
  const isAsked =
    unready.some(({ record }) => record === undefined) ||
    (unready.length > 0 && candidates.some((one) => one.unready === undefined && isBeforeLabels(one)));
  if (!isAsked) return new Set();
  try {
    const matches = await run.matches();
    const running = unready.filter(({ vm }) => matches.get(vm.vmId)?.workload !== undefined);
    return new Set(running.map(({ vm }) => vm.vmId));
  } catch (error) {
    run.tellProblem(`PCE: ${reasonOf(error)}`);
    return new Set();
  }
}

function isBeforeLabels({ record }: Candidate): boolean {
  return record === undefined || !hasReached(record.step, "labelled");
}
