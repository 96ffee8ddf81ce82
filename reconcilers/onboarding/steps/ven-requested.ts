import { freeInstalls, notReady, skipped, type VmRecord, waiting } from "../../../core/onboarding";
import { inParallel } from "../in-parallel";
import { areKeysLive, waitForKeys } from "../keys";
import { type PairedVm, takePaired } from "../paired";
import { type OnboardingRun, reasonOf, type VmWithRecord } from "../run";
import { isLate } from "./command-times";
import { startCommands, takenBack } from "./start-commands";

/** Machines that are asked whether they take a command at the same time. */
const QUESTIONS = 10;

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
  const starting = [...(await stillTaking(run, again)), ...(await takingCommands(run, fit))];
  // A start that was refused costs a key, which cannot be revoked while others are under way: it waits for their end.
  const isWorthKey = !areKeysLive(run) || starting.some(({ record }) => record.startRefusedAt === undefined);
  if (starting.length > 0 && isWorthKey) await startCommands(run, starting);
}

/** Machines whose command was written down and is not there, and that take one now; those that take none lose it. */
async function stillTaking(run: OnboardingRun, again: readonly VmWithRecord[]): Promise<VmWithRecord[]> {
  const answers = await inParallel(again, QUESTIONS, ({ vm }) => run.ports.ven.whyNotReady(vm));
  const taking: VmWithRecord[] = [];
  const unready: VmRecord[] = [];
  for (const [index, answer] of answers.entries()) {
    const machine = again[index]!;
    if (answer.status === "rejected") unready.push(waiting(machine.record, reasonOf(answer.reason), run.now));
    else if (answer.value === undefined) taking.push(machine);
    else unready.push(takenBack(machine.record, answer.value, run.now));
  }
  await run.write(unready);
  return taking;
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
    const asked = machines.slice(at, at + Math.min(QUESTIONS, free - taking.length));
    at += asked.length;
    const answers = await inParallel(asked, QUESTIONS, ({ vm }) => run.ports.ven.whyNotReady(vm));
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
