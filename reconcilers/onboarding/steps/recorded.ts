import { advanced, failedOnce, noted, STEPS, type VmRecord } from "../../../core/onboarding";
import type { OnboardingRun, VmWithRecord } from "../run";

/** Machines that the CMDB does not have get their record there. One that was deleted there is made again. */
export async function recordInCmdb(run: OnboardingRun): Promise<void> {
  const { cmdb } = run;
  const here = run.at(...STEPS.slice(0, -1));
  if (cmdb === undefined) {
    await run.wait(run.at("discovered"), run.cmdbProblem);
    return;
  }
  const missing = here.filter(({ vm }) => !cmdb.has(vm.vmId));
  const made = missing.length === 0 ? new Map() : await run.ports.cmdb.create(missing.map(({ vm }) => vm));
  const refused = new Map<string, string>();
  for (const { vm } of missing) {
    const answer = made.get(vm.vmId);
    if (answer === undefined) refused.set(vm.vmId, "the CMDB did not say what became of its record");
    else if ("reason" in answer) refused.set(vm.vmId, answer.reason);
    else cmdb.set(vm.vmId, answer);
  }
  await run.write(here.map((machine) => recorded(run, machine, refused.get(machine.vm.vmId))));
}

function recorded(run: OnboardingRun, { vm, record }: VmWithRecord, refusal: string | undefined): VmRecord {
  const isFirst = record.step === "discovered";
  if (refusal !== undefined)
    return isFirst ? failedOnce(record, refusal, run.now, run.settings.limits) : record;
  const cmdbId = run.cmdb?.get(vm.vmId)?.id;
  if (cmdbId === undefined) return record;
  return isFirst ? advanced(record, "recorded", run.now, { cmdbId }) : noted(record, { cmdbId });
}
