import { defined } from "../checks/json";
import { IllumioIacError } from "../errors";
import { visible } from "../visible";
import { nextAttemptAfter } from "./attempts";
import { hasPassed } from "./elapsed";
import type { InventoryVm } from "./inventory-vm";
import type { LimitSettings } from "./onboarding-settings";
import { hasReached, nextStep, type Step } from "./step";
import { RECORD_VERSION, type VmRecord } from "./vm-record";

/** Longest reason in a record: remote systems can say very much. */
const LONGEST_REASON = 1_000;

/** What a step learns of a machine. */
export type RecordFacts = Pick<
  VmRecord,
  "command" | "startRefusedAt" | "workload" | "cmdbId" | "labels" | "host"
>;

/** The record of a machine that was not known. */
export function discovered(vm: InventoryVm, now: Date): VmRecord {
  return {
    version: RECORD_VERSION,
    vmId: vm.vmId.toLowerCase(),
    ...placeOf(vm),
    status: "open",
    step: "discovered",
    since: now.toISOString(),
    reason: "",
    attempts: 0,
  };
}

/** The record with what the inventory shows now: a machine can be moved and renamed. */
export function seen(record: VmRecord, vm: InventoryVm): VmRecord {
  const place = placeOf(vm);
  const isSame =
    record.resourceId.toLowerCase() === place.resourceId.toLowerCase() &&
    record.name === place.name &&
    record.computerName === place.computerName;
  return isSame ? record : { ...record, ...place };
}

/**
 * The record after a step is done: nothing failed and nothing waits. The step that is done already records facts alone.
 *
 * @param facts those that are `undefined` are taken out
 * @throws IllumioIacError when the step lies before the one that is done
 */
export function advanced(
  record: VmRecord,
  step: Step,
  now: Date,
  facts: Partial<RecordFacts> = {},
): VmRecord {
  if (!hasReached(step, record.step))
    throw new IllumioIacError(`${record.name}: step ${step} lies before ${record.step}, which is done`);
  const { nextAttempt: _, awaitsApproval: __, failure: ___, ...rest } = record;
  return changed(record, { ...rest, ...facts, status: "open", step, reason: "", attempts: 0 }, now);
}

/** The record with facts that a step wrote down before it is done, such as a command that is about to start. */
export function noted(record: VmRecord, facts: Partial<RecordFacts>): VmRecord {
  return defined({ ...record, ...facts });
}

/**
 * The record of a machine that goes on by itself once something else has happened. It counts as no failure, and an attempt
 * that is to come stays.
 */
export function waiting(
  record: VmRecord,
  reason: string,
  now: Date,
  awaitsApproval?: ReadonlyMap<string, string>,
): VmRecord {
  const { awaitsApproval: _, nextAttempt, ...rest } = record;
  const later = nextAttempt !== undefined && !hasPassed(nextAttempt, 0, now) && { nextAttempt };
  const labels = awaitsApproval && { awaitsApproval: Object.fromEntries(awaitsApproval) };
  return changed(record, { ...rest, ...later, ...labels, status: "open", reason: told(reason) }, now);
}

/** The record after its next step failed: it is tried again later, or has failed. */
export function failedOnce(
  record: VmRecord,
  reason: string,
  now: Date,
  limits: Pick<LimitSettings, "attempts" | "backoffInMinutes">,
): VmRecord {
  const attempts = record.attempts + 1;
  const next = nextAttemptAfter(attempts, now, limits);
  const { nextAttempt: _, awaitsApproval: __, ...rest } = record;
  const step = nextStep(record.step);
  const what = told(step === undefined ? reason : `${step}: ${reason}`);
  const failed = { ...rest, reason: what, attempts, failure: what };
  if (next === undefined) return changed(record, { ...failed, status: "failed" }, now);
  return changed(record, { ...failed, status: "open", nextAttempt: next.toISOString() }, now);
}

/** The record of a machine that a rule leaves out. It is looked at again in every run. */
export function skipped(record: VmRecord, reason: string, now: Date): VmRecord {
  const { nextAttempt: _, awaitsApproval: __, failure: ___, ...rest } = record;
  return changed(record, { ...rest, status: "skipped", reason: told(reason), attempts: 0 }, now);
}

/** The record of a machine that was deleted. */
export function closed(record: VmRecord, reason: string, now: Date): VmRecord {
  const { nextAttempt: _, awaitsApproval: __, failure: ___, ...rest } = record;
  return changed(record, { ...rest, status: "closed", reason: told(reason), attempts: 0 }, now);
}

/** The record of a machine that was taken for deleted and is there again: what was done for it is looked at again. */
export function reopened(record: VmRecord, now: Date): VmRecord {
  if (record.status !== "closed") return record;
  const { command: _, approved: __, failure: ___, ...rest } = record;
  const step = hasReached(record.step, "recorded") ? "recorded" : record.step;
  return changed(record, { ...rest, status: "open", step, reason: "" }, now);
}

/** The record as if its next step had never failed, for a person who asks for another attempt. A closed one stays closed. */
export function retried(record: VmRecord, now: Date): VmRecord {
  if (record.status === "closed") return record;
  const { nextAttempt: _, failure: __, ...rest } = record;
  const reason = record.awaitsApproval === undefined ? "" : record.reason;
  return changed(record, { ...rest, status: "open", reason, attempts: 0 }, now);
}

/** The record after a person approved the labels that it waits for; undefined when it waits for none. */
export function approved(record: VmRecord, by: string, now: Date): VmRecord | undefined {
  const { awaitsApproval: labels, ...rest } = record;
  if (labels === undefined) return undefined;
  return changed(record, { ...rest, reason: "", approved: { by, at: now.toISOString(), labels } }, now);
}

function placeOf({ resourceId, name, computerName }: InventoryVm) {
  return { resourceId, name, computerName: computerName ?? name };
}

function changed(before: VmRecord, after: VmRecord, now: Date): VmRecord {
  const isSame = before.status === after.status && before.step === after.step;
  return defined({ ...after, since: isSame ? before.since : now.toISOString() });
}

function told(reason: string): string {
  const line = visible(reason);
  if (line.length <= LONGEST_REASON) return line;
  // Half of a surrogate pair is no character.
  return `${line.slice(0, LONGEST_REASON - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
