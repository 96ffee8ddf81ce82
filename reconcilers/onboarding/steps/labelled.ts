import {
  advanced,
  changesProblem,
  failedOnce,
  labelsOfVm,
  laterStep,
  type MergedLabels,
  mergedLabels,
  ONBOARDING_DATA_SET,
  type VmLabels,
  type VmRecord,
  valuesByKey,
  waiting,
} from "../../../core/onboarding";
import { changedLabels } from "../changed-machines";
import type { LabelReading, OnboardedWorkload, WorkloadChange } from "../ports";
import { LimitPassed, type OnboardingRun, type VmWithRecord } from "../run";

interface LabelledVm extends VmWithRecord {
  readonly labels: VmLabels;
}

interface Labelling extends LabelledVm {
  readonly workload: OnboardedWorkload;
}

/**
 * Gives workloads the labels of their machines, and the reference that they are found by from then on. Labels of keys that
 * the definition does not map stay as they are. With `relabel`, workloads that have labels get others when tags changed.
 *
 * @throws LimitPassed when more workloads would change than a run may change
 */
export async function label(run: OnboardingRun): Promise<void> {
  const here = await approvedOnes(run, [...run.at("ven-paired"), ...changedLabels(run)]);
  if (here.length === 0) return;
  const labellings = await withWorkloads(run, here);
  const wanted = valuesByKey(labellings.map(({ labels }) => labels.wanted));
  const known = wanted.size === 0 ? NONE : await run.ports.pce.labels(wanted);
  const changing = labellings.filter((one) => {
    const { hrefs, missing } = merged(one, known);
    if (unknownKeys(one, known).length > 0) return false;
    return missing.length > 0 ? run.settings.createLabels : hrefs !== undefined;
  });
  const counts = { changed: changing.length, machines: run.vms.size };
  const problem = changesProblem(counts, run.settings.limits);
  if (problem !== undefined) throw new LimitPassed(problem);
  await update(run, labellings, await completed(run, labellings, known));
}

const NONE: LabelReading = { hrefs: new Map(), problems: new Map() };

function merged({ workload, labels }: Labelling, { hrefs }: LabelReading): MergedLabels {
  return mergedLabels(workload.labels, labels.wanted, hrefs);
}

/** Keys of its labels that the PCE knows no label dimension of. */
function unknownKeys({ labels }: LabelledVm, { unknownKeys: unknown }: LabelReading): string[] {
  return [...labels.wanted.keys()].filter((key) => unknown?.has(key));
}

async function withWorkloads(run: OnboardingRun, here: readonly LabelledVm[]): Promise<Labelling[]> {
  const matches = await run.matches();
  const byHref = new Map((await run.workloads()).map((workload) => [workload.href, workload]));
  const failures: VmRecord[] = [];
  const found = here.flatMap(({ vm, record, labels }) => {
    const known = byHref.get(record.workload ?? "");
    const workload = known?.managed ? known : byHref.get(matches.get(vm.vmId)?.workload?.href ?? "");
    if (workload !== undefined) return [{ vm, record, workload, labels }];
    const reason = `its workload ${record.workload ?? ""} is not in the PCE any more, or has no VEN; pair the machine again`;
    failures.push(failedOnce(record, reason, run.now, run.settings.limits));
    return [];
  });
  await run.write(failures);
  return found;
}

/** Those whose tags give labels that need no person. */
async function approvedOnes(run: OnboardingRun, here: readonly VmWithRecord[]): Promise<LabelledVm[]> {
  const waits: VmRecord[] = [];
  const withLabels = here.map(({ vm, record }) => ({
    vm,
    record,
    labels: labelsOfVm(vm, run.settings, record.approved),
  }));
  const clear = withLabels.filter(({ record, labels: { problems, unapproved } }) => {
    if (problems.length > 0) waits.push(waiting(record, problems.join(". "), run.now));
    else if (unapproved.size > 0) {
      const texts = [...unapproved].map(([key, value]) => `${key}=${value}`).join(", ");
      const reason = `waits for a person who approves ${texts}: illumio-iac onboarding approve ${calledAlone(run, record)}`;
      waits.push(waiting(record, reason, run.now, unapproved));
    }
    return problems.length === 0 && unapproved.size === 0;
  });
  await run.write(waits);
  return clear;
}

/** What `onboarding approve` takes for this machine and no other. */
function calledAlone({ records }: OnboardingRun, { vmId, name }: VmRecord): string {
  const isTwin = (one: VmRecord) =>
    one.vmId !== vmId && one.status !== "closed" && one.name.toLowerCase() === name.toLowerCase();
  return [...records.values()].some(isTwin) ? vmId : name;
}

/** Hrefs of all labels; those that the PCE lacks are made if the definition says so. */
async function completed(
  run: OnboardingRun,
  labellings: readonly Labelling[],
  known: LabelReading,
): Promise<LabelReading> {
  const possible = labellings.filter((one) => unknownKeys(one, known).length === 0);
  const missing = possible.map((one) => {
    const texts = new Set(merged(one, known).missing);
    return new Map([...one.labels.wanted].filter(([key, value]) => texts.has(`${key}=${value}`)));
  });
  const wanted = valuesByKey(missing);
  if (wanted.size === 0 || !run.settings.createLabels) return known;
  const made = await run.ports.pce.makeLabels(wanted);
  const keys = new Set([...known.hrefs.keys(), ...made.hrefs.keys()]);
  const hrefs = [...keys].map(
    (key) => [key, new Map([...(known.hrefs.get(key) ?? []), ...(made.hrefs.get(key) ?? [])])] as const,
  );
  return { hrefs: new Map(hrefs), problems: made.problems, unknownKeys: known.unknownKeys };
}

async function update(
  run: OnboardingRun,
  labellings: readonly Labelling[],
  reading: LabelReading,
): Promise<void> {
  const incomplete: VmRecord[] = [];
  const complete = labellings.filter((one) => {
    const { missing } = merged(one, reading);
    if (missing.length > 0) incomplete.push(lacking(run, one, missing, reading));
    return missing.length === 0;
  });
  await run.write(incomplete);
  const changes = new Map<string, WorkloadChange>();
  for (const one of complete) {
    const change = changeOf(one, merged(one, reading).hrefs);
    if (change !== undefined) changes.set(one.workload.href, change);
  }
  const outcomes = changes.size === 0 ? new Map() : await run.ports.pce.update(changes);
  await run.write(
    complete.map(({ record, workload, labels: { wanted } }) => {
      const outcome = changes.has(workload.href) ? outcomes.get(workload.href) : { ok: true };
      if (!outcome?.ok)
        return failedOnce(
          record,
          outcome?.reason ?? "the PCE did not say what became of it",
          run.now,
          run.settings.limits,
        );
      const labels = { ...record.labels, ...Object.fromEntries(wanted) };
      return advanced(record, laterStep(record.step, "labelled"), run.now, {
        labels,
        workload: workload.href,
      });
    }),
  );
}

/** A label that the PCE refuses is a failure, so that it is not sent in every run. */
function lacking(
  run: OnboardingRun,
  one: Labelling,
  missing: readonly string[],
  reading: LabelReading,
): VmRecord {
  const { record } = one;
  const { problems } = reading;
  const unknown = unknownKeys(one, reading);
  if (unknown.length > 0)
    return waiting(record, unknown.map((key) => noDimension(run, key)).join(". "), run.now);
  const reason = missing
    .map((text) =>
      problems.has(text)
        ? `the PCE refuses the label ${text}: ${problems.get(text)}`
        : `the PCE has no label ${text}; create it there, or set createLabels: true`,
    )
    .join(". ");
  const isRefused = missing.some((text) => problems.has(text));
  return isRefused
    ? failedOnce(record, reason, run.now, run.settings.limits)
    : waiting(record, reason, run.now);
}

function noDimension({ settings }: OnboardingRun, key: string): string {
  const place = Object.hasOwn(settings.labels ?? {}, key) ? `labels.${key}` : `the label ${key} of rules`;
  return `the PCE has no label dimension '${key}'; create it there (Label Settings), or correct ${place}`;
}

/** What is written of a workload; undefined when it is as it should be. The reference of somebody else stays. */
function changeOf(
  { vm, workload }: Labelling,
  labels: readonly string[] | undefined,
): WorkloadChange | undefined {
  const { externalDataSet: set, externalDataReference: reference } = workload;
  const isFree = set === undefined || set === "" || set === ONBOARDING_DATA_SET;
  const isReferenced = set === ONBOARDING_DATA_SET && reference === vm.vmId;
  if (labels === undefined && (isReferenced || !isFree)) return undefined;
  return {
    ...(labels === undefined ? {} : { labels }),
    ...(isReferenced || !isFree
      ? {}
      : { externalDataSet: ONBOARDING_DATA_SET, externalDataReference: vm.vmId }),
  };
}
