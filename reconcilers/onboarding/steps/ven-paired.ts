import {
  advanced,
  failedOnce,
  hasReached,
  isInstalling,
  noted,
  type VenCommand,
  type VmRecord,
  type WorkloadMatch,
  waiting,
} from "../../../core/onboarding";
import { inParallel } from "../in-parallel";
import { type PairedVm, removeCommands, takePaired } from "../paired";
import type { CommandReading, OnboardedWorkload } from "../ports";
import { type OnboardingRun, reasonOf, type VmWithRecord } from "../run";
import { isLate, isOverdue, PATIENCE_IN_MINUTES } from "./command-times";

/** Commands that are read at the same time. */
const READS = 10;

/**
 * Looks what became of installations that earlier runs started. The PCE is asked after the machines, so that a workload
 * which appears in between counts.
 */
export async function findPaired(run: OnboardingRun): Promise<void> {
  await removeLeftCommands(run);
  const pending = run.at("recorded", "ven-requested").filter(({ record }) => record.command !== undefined);
  if (pending.length === 0) return;
  const readings = await inParallel(pending, READS, ({ vm, record }) =>
    run.ports.ven.read(vm, record.command!),
  );
  const matches = await run.matches();
  const paired: PairedVm[] = [];
  const others: { machine: VmWithRecord; record: VmRecord }[] = [];
  for (const [index, machine] of pending.entries()) {
    const match = matches.get(machine.vm.vmId);
    const workload = match?.workload ?? takenOver(run, machine, readings[index]!, matches);
    if (match !== undefined && workload !== undefined) paired.push({ ...machine, match, workload });
    else if (match?.ambiguous !== undefined)
      others.push({ machine, record: waiting(machine.record, match.ambiguous, run.now) });
    else others.push({ machine, record: unpaired(run, machine, readings[index]!) });
  }
  await takePaired(run, paired);
  await takeOthers(run, others);
}

/**
 * The workload of a machine that is gone, of which this one was made: the script found its agent running, so that no workload
 * of its own appears.
 */
function takenOver(
  run: OnboardingRun,
  { vm, record }: VmWithRecord,
  reading: PromiseSettledResult<CommandReading>,
  matches: ReadonlyMap<string, WorkloadMatch<OnboardedWorkload>>,
): OnboardedWorkload | undefined {
  const hasSucceeded = reading.status === "fulfilled" && reading.value.state === "succeeded";
  if (!hasSucceeded || !isOverdue(record.command!, run.now)) return undefined;
  const [workload, ...more] = matches.get(vm.vmId)?.ofOthers ?? [];
  if (workload === undefined || more.length > 0 || !workload.online) return undefined;
  const isOfPresent = run.vms.has(workload.externalDataReference?.toLowerCase() ?? "");
  const fitting = [...matches.values()].filter(({ ofOthers }) => ofOthers.includes(workload));
  return isOfPresent || fitting.length > 1 ? undefined : workload;
}

/** A command that failed is removed before that is written, so that the name of the next one is free. */
async function takeOthers(
  run: OnboardingRun,
  others: readonly { readonly machine: VmWithRecord; readonly record: VmRecord }[],
): Promise<void> {
  const failed = others.filter(({ record }) => record.command === undefined);
  const left = await removeCommands(
    run,
    failed.map(({ machine }) => machine),
  );
  await run.write(
    others.map(({ machine, record }) => {
      const why = left.get(record.vmId);
      if (why === undefined) return record;
      return waiting(
        machine.record,
        `${record.reason}; its command could not be removed yet: ${why}`,
        run.now,
      );
    }),
  );
}

/** The record of a machine that the PCE does not know; without its command when the installation failed. */
function unpaired(
  run: OnboardingRun,
  { record }: VmWithRecord,
  result: PromiseSettledResult<CommandReading>,
): VmRecord {
  const { now } = run;
  if (result.status === "rejected")
    return waiting(record, `its command cannot be read: ${reasonOf(result.reason)}`, now);
  const reading = result.value;
  const command = record.command!;
  const started = hasReached(record.step, "ven-requested") ? record : advanced(record, "ven-requested", now);
  const fail = (reason: string) =>
    noted(failedOnce(started, reason, now, run.settings.limits), { command: undefined });
  const { timeoutInMinutes } = run.settings.ven;
  switch (reading.state) {
    case "failed":
      return fail(reading.reason);
    case "succeeded":
      return (
        succeeded(started, command, now, reading.hadAgent ? HAD_AGENT : APPEARS) ??
        fail(reading.hadAgent ? HAD_AGENT : NOT_PAIRED)
      );
    case "running":
      return isLate(command, timeoutInMinutes, now)
        ? fail(`the command ${command.name} has not ended, although it may take ${timeoutInMinutes} minutes`)
        : waiting(started, "", now);
    case "absent":
      if (command.isTaken)
        return fail(`the command ${command.name} is not on the machine any more: somebody removed it`);
      run.absent.add(record.vmId);
      return record;
  }
}

const APPEARS = "the installation succeeded; its workload has not appeared in the PCE yet";
const HAD_AGENT =
  "an agent runs already on the machine and nothing was installed; its workload is not in the PCE: look with which PCE it is paired";
const NOT_PAIRED =
  `the installation succeeded, and ${PATIENCE_IN_MINUTES} minutes later the PCE has no workload with its host name and one ` +
  "of its addresses. Look at /var/log/illumio_install.log and the status of illumio-ven-ctl on the machine, whether it " +
  "reaches the PCE, and which host name the workload has";

/** @returns undefined when the workload did not appear in time */
function succeeded(record: VmRecord, command: VenCommand, now: Date, reason: string): VmRecord | undefined {
  if (isOverdue(command, now)) return undefined;
  const { succeededAt = now.toISOString() } = command;
  return noted(waiting(record, reason, now), { command: { ...command, succeededAt } });
}

/** Commands that could not be removed when their installation had ended, also of machines that are done or have failed. */
async function removeLeftCommands(run: OnboardingRun): Promise<void> {
  const machines = [...run.records.values()].flatMap((record) => {
    const vm = run.vms.get(record.vmId);
    const isLeft = vm && record.command !== undefined && record.status !== "closed" && !isInstalling(record);
    return isLeft ? [{ vm, record }] : [];
  });
  const left = await removeCommands(run, machines);
  const removed = machines.filter(({ record }) => !left.has(record.vmId));
  await run.write(removed.map(({ record }) => noted(record, { command: undefined })));
}
