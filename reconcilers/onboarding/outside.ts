import { advanced, outsideReason, skipped, stateOf, type VmRecord } from "../../core/onboarding";
import type { OnboardingRun } from "./run";

/**
 * Machines outside of the scopes, as after a change of the definition, are skipped where they are: nothing is asked of them
 * and nothing is taken from them, and they go on once a scope has them again. One that is done stays so.
 */
export async function skipOutside(run: OnboardingRun): Promise<void> {
  await run.write([...run.records.values()].flatMap((record) => outside(run, record) ?? []));
}

/** The record of a machine that is outside of the scopes now; undefined when it is not, or is done. */
export function outside({ settings, vms, now }: OnboardingRun, record: VmRecord): VmRecord | undefined {
  if (vms.has(record.vmId) || ["done", "closed"].includes(stateOf(record))) return undefined;
  const reason = outsideReason(record.resourceId, settings.scopes);
  return reason === undefined ? undefined : skipped(record, reason, now);
}

/** The record of a commissioned machine that was outside of the scopes and is in one again; no rule leaves such a machine out. */
export function inScopeAgain(record: VmRecord, now: Date): VmRecord {
  const wasOutside = record.status === "skipped" && record.step === "commissioned";
  return wasOutside ? advanced(record, record.step, now) : record;
}
