import { randomUUID } from "node:crypto";
import { isHttpStatusError } from "../../../core/errors";
import {
  advanced,
  failedOnce,
  hasReached,
  nextCommandName,
  noted,
  type VenCommand,
  type VmRecord,
  waiting,
} from "../../../core/onboarding";
import { inParallel } from "../in-parallel";
import { makeKeys, revokeLeftKeys } from "../keys";
import { isMachineNotReadyError } from "../machine-not-ready-error";
import type { PairingProfile } from "../ports";
import { type OnboardingRun, reasonOf, type VmWithRecord } from "../run";
import { isSystemFailure } from "../system-failure";

/** Commands that are started at the same time. */
const STARTS = 10;

/**
 * Starts commands, of each of which a later run reads the result. One machine of each subscription goes first: where it is
 * refused for want of a right, the others of its subscription are not tried.
 */
export async function startCommands(run: OnboardingRun, machines: readonly VmWithRecord[]): Promise<void> {
  const profile = await run.ports.pce.profile();
  await revokeLeftKeys(run, profile);
  const withCommands = await noteCommands(run, refusedLast(machines));
  const codes = await makeKeys(run, profile, withCommands.length);
  const all = withCommands.map((machine, index) => ({ machine, code: codeAt(codes, index, profile) }));
  const seen = new Set<string>();
  const first = all.filter(
    ({ machine: { vm } }) => !seen.has(vm.subscriptionId) && seen.add(vm.subscriptionId),
  );
  const refused = await start(run, first);
  const rest = all.filter((one) => !first.includes(one));
  const isShut = ({ machine: { vm } }: Start) => refused.has(vm.subscriptionId);
  await start(
    run,
    rest.filter((one) => !isShut(one)),
  );
  const untried = rest.filter(isShut).map(({ machine: { vm, record } }) => {
    const reason = `its installation was not tried, because ${refused.get(vm.subscriptionId)}`;
    return takenBack(record, reason, run.now);
  });
  await run.write(untried);
}

interface Start {
  readonly machine: VmWithRecord;
  readonly code: string | undefined;
}

/** Those whose start was refused before come last, so that they keep no other from its installation. */
function refusedLast(machines: readonly VmWithRecord[]): VmWithRecord[] {
  const refusedAt = ({ record }: VmWithRecord) => record.startRefusedAt ?? "";
  return [...machines].sort((a, b) =>
    refusedAt(a) < refusedAt(b) ? -1 : refusedAt(a) > refusedAt(b) ? 1 : 0,
  );
}

/**
 * Writes down commands before they are started, so that none is started twice. One that was written down and not started
 * keeps its name; another nonce shows a run beside this one that it is taken.
 */
async function noteCommands(run: OnboardingRun, machines: readonly VmWithRecord[]): Promise<VmWithRecord[]> {
  const startedAt = run.now.toISOString();
  const withCommands = machines.map(({ vm, record }) => {
    const command = { name: record.command?.name ?? nextCommandName(record), startedAt, nonce: randomUUID() };
    return { vm, record: noted(record, { command }) };
  });
  const written = await run.write(withCommands.map(({ record }) => record));
  return withCommands.filter(({ vm }) => written.has(vm.vmId));
}

function codeAt(codes: readonly string[], index: number, { usesPerKey }: PairingProfile): string | undefined {
  return codes[Math.floor(index / usesPerKey)];
}

/** @returns what was refused for want of a right, by subscription */
async function start(run: OnboardingRun, starts: readonly Start[]): Promise<ReadonlyMap<string, string>> {
  const results = await inParallel(starts, STARTS, async ({ machine: { vm, record }, code }) => {
    if (code === undefined) throw new Error("the PCE made too few keys of the pairing profile");
    return await run.ports.ven.start(vm, record.command!, code);
  });
  const refused = new Map<string, string>();
  for (const [index, result] of results.entries()) {
    const { vm } = starts[index]!.machine;
    if (result.status === "fulfilled") {
      run.commandsStarted += 1;
      run.absent.delete(vm.vmId);
    } else if (isRefusal(result.reason))
      refused.set(vm.subscriptionId, `that of ${vm.name} was refused: ${reasonOf(result.reason)}`);
  }
  await run.write(results.map((result, index) => started(run, starts[index]!.machine.record, result)));
  return refused;
}

function started(run: OnboardingRun, record: VmRecord, result: PromiseSettledResult<VenCommand>): VmRecord {
  const { now } = run;
  if (result.status === "fulfilled") {
    const isAgain = hasReached(record.step, "ven-requested"); // failures of the installation still count
    const done = isAgain ? waiting(record, "", now) : advanced(record, "ven-requested", now);
    return noted(done, { command: { ...result.value, isTaken: true }, startRefusedAt: undefined });
  }
  const reason = reasonOf(result.reason);
  if (isMachineNotReadyError(result.reason)) return refusedNow(record, reason, now);
  if (isRefusal(result.reason)) {
    run.tellProblem(`Azure: ${reason}`);
    return refusedNow(record, reason, now);
  }
  if (isSystemFailure(result.reason)) {
    run.tellProblem(`Azure: ${reason}`);
    return noted(waiting(record, reason, now), { startRefusedAt: now.toISOString() }); // it may have been started
  }
  return noted(failedOnce(record, reason, now, run.settings.limits), { command: undefined });
}

/** Whether an answer says that nothing was started, for want of a right and not for a reason of the machine. */
function isRefusal(error: unknown): boolean {
  return isHttpStatusError(error) && (error.status === 401 || error.status === 403);
}

function refusedNow(record: VmRecord, reason: string, now: Date): VmRecord {
  return noted(takenBack(record, reason, now), { startRefusedAt: now.toISOString() });
}

/** The record of a machine whose command is certain not to have been started. */
export function takenBack(record: VmRecord, reason: string, now: Date): VmRecord {
  return noted(waiting(record, reason, now), { command: undefined });
}
