import { randomUUID } from "node:crypto";
import {
  advanced,
  failedOnce,
  freeInstalls,
  hasReached,
  nextCommandName,
  noted,
  notReady,
  skipped,
  type VenCommand,
  type VmRecord,
  waiting,
} from "../../../core/onboarding";
import { inParallel } from "../in-parallel";
import { makeKeys, waitForKeys } from "../keys";
import { isMachineNotReadyError } from "../machine-not-ready-error";
import { type PairedVm, takePaired } from "../paired";
import type { PairingProfile } from "../ports";
import { type OnboardingRun, reasonOf, type VmWithRecord } from "../run";
import { isSystemFailure } from "../system-failure";
import { isLate } from "./command-times";

/** Commands that are started at the same time. */
const STARTS = 10;

/**
 * Starts installations of agents, each by a command of which a later run reads the result. A machine whose agent the PCE
 * knows gets no command.
 */
export async function requestVens(run: OnboardingRun): Promise<void> {
  const here = run.at("recorded", "ven-requested");
  const again = here.filter(({ vm }) => run.absent.has(vm.vmId));
  const without = here.filter(({ record }) => record.command === undefined);
  if (again.length + without.length === 0) return;
  const unpaired = await withoutVen(run, without);
  const fit = await ready(run, unpaired);
  if (waitForKeys(run)) {
    await run.wait([...again, ...fit], KEYS_END);
    return;
  }
  const starting = await takingCommands(run, fit);
  if (again.length + starting.length === 0) return;
  const profile = await run.ports.pce.profile();
  await start(run, profile, await noteCommands(run, [...again, ...starting]));
}

const KEYS_END =
  "its installation begins once those under way have ended, because the keys of the pairing profile are revoked after a day, " +
  "all together";

async function withoutVen(run: OnboardingRun, machines: readonly VmWithRecord[]): Promise<VmWithRecord[]> {
  if (machines.length === 0) return [];
  const matches = await run.matches();
  const paired: PairedVm[] = [];
  const ambiguous: VmRecord[] = [];
  const unpaired: VmWithRecord[] = [];
  for (const machine of machines) {
    const match = matches.get(machine.vm.vmId);
    if (match?.workload !== undefined) paired.push({ ...machine, match, workload: match.workload });
    else if (match?.ambiguous !== undefined)
      ambiguous.push(waiting(machine.record, match.ambiguous, run.now));
    else unpaired.push(machine);
  }
  await takePaired(run, paired);
  await run.write(ambiguous);
  return unpaired;
}

async function ready(run: OnboardingRun, machines: readonly VmWithRecord[]): Promise<VmWithRecord[]> {
  const unready: VmRecord[] = [];
  const fit = machines.filter(({ vm, record }) => {
    const problem = notReady(vm, run.settings.ven.runCommand);
    if (problem === undefined) return true;
    unready.push((problem.wait ? waiting : skipped)(record, problem.reason, run.now));
    return false;
  });
  await run.write(unready);
  return fit;
}

/**
 * As many machines as may be installed at the same time, of those that take a command now: one that takes none keeps no
 * other from its installation, and costs no key. The others wait.
 */
async function takingCommands(
  run: OnboardingRun,
  machines: readonly VmWithRecord[],
): Promise<VmWithRecord[]> {
  const { limits, ven } = run.settings;
  const isOver = ({ command }: VmRecord) => command && isLate(command, ven.timeoutInMinutes, run.now);
  const free = freeInstalls(
    [...run.records.values()].filter((record) => !isOver(record)),
    limits,
  );
  const taking: VmWithRecord[] = [];
  const unready: VmRecord[] = [];
  let reason = `its installation begins once another one has ended, because limits.maxConcurrentInstalls is ${limits.maxConcurrentInstalls}`;
  let at = 0;
  while (at < machines.length && taking.length < free) {
    const asked = machines.slice(at, at + Math.min(STARTS, free - taking.length));
    at += asked.length;
    const answers = await inParallel(asked, STARTS, ({ vm }) => run.ports.ven.whyNotReady(vm));
    for (const [index, answer] of answers.entries()) {
      const why = answer.status === "rejected" ? reasonOf(answer.reason) : answer.value;
      if (why === undefined) taking.push(asked[index]!);
      else unready.push(waiting(asked[index]!.record, why, run.now));
    }
    const silent = answers.every(({ status }) => status === "rejected") ? unready.at(-1)?.reason : undefined;
    if (silent === undefined) continue;
    reason = silent;
    break;
  }
  await run.write([...unready, ...machines.slice(at).map(({ record }) => waiting(record, reason, run.now))]);
  return taking;
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

async function start(
  run: OnboardingRun,
  profile: PairingProfile,
  machines: readonly VmWithRecord[],
): Promise<void> {
  const codes = await makeKeys(run, profile, machines.length);
  const results = await inParallel(machines, STARTS, async ({ vm, record }, index) => {
    run.commandsStarted += 1;
    const code = codes[Math.floor(index / profile.usesPerKey)];
    if (code === undefined) throw new Error("the PCE made too few keys of the pairing profile");
    return await run.ports.ven.start(vm, record.command!, code);
  });
  await run.write(results.map((result, index) => started(run, machines[index]!.record, result)));
}

function started(run: OnboardingRun, record: VmRecord, result: PromiseSettledResult<VenCommand>): VmRecord {
  const { now } = run;
  if (result.status === "fulfilled") {
    const isAgain = hasReached(record.step, "ven-requested"); // failures of the installation still count
    const done = isAgain ? waiting(record, "", now) : advanced(record, "ven-requested", now);
    return noted(done, { command: { ...result.value, isTaken: true } });
  }
  const reason = reasonOf(result.reason);
  if (isMachineNotReadyError(result.reason))
    return noted(waiting(record, reason, now), { command: undefined });
  if (isSystemFailure(result.reason)) return waiting(record, reason, now); // it may have been started
  return noted(failedOnce(record, reason, now, run.settings.limits), { command: undefined });
}
