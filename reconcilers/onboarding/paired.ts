import { advanced, type VmRecord, type WorkloadMatch } from "../../core/onboarding";
import { inParallel } from "./in-parallel";
import type { OnboardedWorkload } from "./ports";
import { type OnboardingRun, reasonOf, type VmWithRecord } from "./run";

/** Commands that are removed at the same time. */
const REMOVALS = 10;

export interface PairedVm extends VmWithRecord {
  readonly match: WorkloadMatch<OnboardedWorkload>;
  readonly workload: OnboardedWorkload;
}

/** Machines whose agent the PCE knows go on; what their installation left behind is removed. */
export async function takePaired(run: OnboardingRun, paired: readonly PairedVm[]): Promise<void> {
  if (paired.length === 0) return;
  await removeTwins(run, paired);
  const left = await removeCommands(run, paired);
  await run.write(
    paired.map(({ record, workload }) =>
      advanced(record, "ven-paired", run.now, {
        workload: workload.href,
        command: left.has(record.vmId) ? record.command : undefined,
      }),
    ),
  );
}

/** @returns why commands could not be removed, by vmId, so that a later run tries again */
export async function removeCommands(
  run: OnboardingRun,
  machines: readonly VmWithRecord[],
): Promise<ReadonlyMap<string, string>> {
  const withCommand = machines.filter(({ record }) => record.command !== undefined);
  const results = await inParallel(withCommand, REMOVALS, ({ vm, record }) =>
    run.ports.ven.remove(vm, record.command!),
  );
  const left = new Map<string, string>();
  for (const [index, result] of results.entries()) {
    if (result.status === "fulfilled") continue;
    const { vmId, name, command } = withCommand[index]!.record;
    const reason = reasonOf(result.reason);
    left.set(vmId, reason);
    run.warnings.push(`${name}: its command ${command?.name} was not removed: ${reason}`);
  }
  return left;
}

/** Names unmanaged workloads that stand for the same machine, and removes those of ours if the definition says so. */
async function removeTwins(run: OnboardingRun, paired: readonly PairedVm[]): Promise<void> {
  const twins = paired.flatMap(({ record, match }) => match.twins.map((twin) => ({ record, ...twin })));
  const removed = run.settings.ven.removeUnmanagedTwin ? twins.filter(({ isOurs }) => isOurs) : [];
  const kept = twins.filter((twin) => !removed.includes(twin));
  for (const { record, workload, isOurs } of kept) run.warnings.push(twinWarning(record, workload, isOurs));
  if (removed.length === 0) return;
  const outcomes = await run.ports.pce.removeUnmanaged(removed.map(({ workload }) => workload.href));
  for (const { record, workload } of removed) {
    const outcome = outcomes.get(workload.href);
    if (outcome?.ok) continue;
    const reason = outcome?.reason ?? "the PCE did not say why";
    run.warnings.push(`${record.name}: its unmanaged workload ${workload.href} was not removed: ${reason}`);
  }
}

function twinWarning({ name }: VmRecord, { href, hostname }: OnboardedWorkload, isOurs: boolean): string {
  const advice = isOurs ? "set ven.removeUnmanagedTwin: true, or remove it" : "remove it if it is not needed";
  return `${name}: the unmanaged workload ${href} (${hostname}) stands for the same machine; ${advice}`;
}
