import {
  advanced,
  failedOnce,
  hasReached,
  type Step,
  type VmRecord,
  waiting,
} from "../../../core/onboarding";
import type { CmdbFlag, FlagChange, Outcome } from "../ports";
import type { OnboardingRun, VmWithRecord } from "../run";

/** The step after which the CMDB is told of it by a flag. */
const FLAGS: Readonly<Record<CmdbFlag, Step>> = {
  venInstalled: "ven-paired",
  labelled: "labelled",
  firewallReady: "policy-installed",
  commissioned: "policy-installed",
};

/** Tells the CMDB what is done, and that a machine is commissioned once everything is. */
export async function commission(run: OnboardingRun): Promise<void> {
  const here = run.at("ven-paired", "labelled", "firewall-ready", "policy-installed");
  if (here.length === 0) return;
  if (run.cmdb === undefined) {
    await run.wait(run.at("policy-installed"), run.cmdbProblem);
    return;
  }
  const changes = new Map(here.flatMap((machine) => changeOf(run, machine)));
  const outcomes = changes.size === 0 ? new Map() : await run.ports.cmdb.setFlags(changes);
  await run.write(
    here.map(({ record }) => told(run, record, changes.has(record.vmId), outcomes.get(record.vmId))),
  );
}

function changeOf(run: OnboardingRun, { record }: VmWithRecord): [string, FlagChange][] {
  const known = run.cmdb?.get(record.vmId);
  if (known === undefined) return [];
  const due = Object.entries(FLAGS).filter(
    ([flag, step]) => hasReached(record.step, step) && known.flags[flag as CmdbFlag] !== true,
  );
  const flags = Object.fromEntries(due.map(([flag]) => [flag, true as const]));
  return due.length === 0 ? [] : [[record.vmId, { record: known, flags }]];
}

function told(
  run: OnboardingRun,
  record: VmRecord,
  isChanged: boolean,
  outcome: Outcome | undefined,
): VmRecord {
  const isLast = record.step === "policy-installed";
  if (run.cmdb?.has(record.vmId) !== true)
    return isLast ? waiting(record, "the CMDB has no record of it, and none could be made", run.now) : record;
  const problem =
    !isChanged || outcome?.ok
      ? undefined
      : (outcome?.reason ?? "the CMDB did not say what became of its flags");
  if (problem === undefined) return isLast ? advanced(record, "commissioned", run.now) : record;
  if (isLast) return failedOnce(record, problem, run.now, run.settings.limits);
  run.warnings.push(`${record.name}: flags in the CMDB: ${problem}`);
  return record;
}
