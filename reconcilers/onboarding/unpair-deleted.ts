import type { VmRecord, WorkloadMatch } from "../../core/onboarding";
import type { OnboardedWorkload, Outcome } from "./ports";
import { type OnboardingRun, reasonOf } from "./run";

/**
 * Unpairs agents of deleted machines if the definition says so. A workload that the agent of another machine may have by now,
 * as after a machine was made of the disk of one that was deleted, is left alone.
 *
 * @returns by vmId, of workloads that were to be unpaired
 */
export async function unpairDeleted(
  run: OnboardingRun,
  gone: readonly VmRecord[],
): Promise<ReadonlyMap<string, Outcome>> {
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
    run.tellProblem(`PCE: ${reasonOf(error)}`);
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
