import { isInstalling, type OnboardingSettings } from "../../core/onboarding";
import { settle } from "./changed-machines";
import { countedPorts } from "./counted-ports";
import { findDeleted } from "./deleted";
import { discover, skipLeftOut } from "./discover";
import { revokeUsedKeys } from "./keys";
import type { OnboardingPorts, StoredRecords } from "./ports";
import { readInventory } from "./read-inventory";
import { type OnboardingReport, reportOf } from "./report";
import {
  LimitPassed,
  OnboardingRun,
  RecordsUnwritten,
  RunEnded,
  type RunOptions,
  reasonOf,
  type VmWithRecord,
} from "./run";
import { commission } from "./steps/commissioned";
import { placeHosts } from "./steps/firewall-ready";
import { label } from "./steps/labelled";
import { installPolicy } from "./steps/policy-installed";
import { recordInCmdb } from "./steps/recorded";
import { findPaired } from "./steps/ven-paired";
import { requestVens } from "./steps/ven-requested";

/**
 * One run of an onboarding: every machine goes as far as it can without waiting for a machine or a task, and a later run
 * goes on where this one ended, whatever ended it. Each step looks at the remote system first, and its result is written
 * before the next step begins.
 *
 * A machine that fails stops no other. A system without an answer leaves its machines where they are, with the reason, and
 * the other steps go on.
 *
 * @throws what the store of the records throws, without which nothing goes on, and ConfigurationError for a CMDB that no run
 *   may go on with
 */
export async function runOnboarding(
  settings: OnboardingSettings,
  ports: OnboardingPorts,
  options: RunOptions,
): Promise<OnboardingReport> {
  const { ports: counted, counts } = countedPorts(ports);
  const pceCalls = ports.pce.calls;
  const stored = await counted.records.read();
  await beginCmdb(ports, stored, options);
  const run = new OnboardingRun(settings, counted, options, stored);
  try {
    await onboard(run);
    await finish(run);
  } catch (error) {
    if (error instanceof RecordsUnwritten) throw error.cause;
    throw error;
  }
  return reportOf(run, { ...counts, pce: ports.pce.calls - pceCalls, firewall: run.firewallCalls });
}

/** Before anything is written: a CMDB with a mistake would let machines count as new. */
async function beginCmdb(
  { cmdb }: OnboardingPorts,
  { records, newer }: StoredRecords,
  { say }: RunOptions,
): Promise<void> {
  const first = await cmdb.begin?.(records.size === 0 && newer.size === 0);
  if (first === undefined) return;
  say?.(`CMDB: ${first.what}`);
  await first.write();
}

async function onboard(run: OnboardingRun): Promise<void> {
  try {
    await readInventory(run);
    await discover(run);
    await attempt(run, "CMDB", () => run.at("discovered"), recordInCmdb);
    await attempt(
      run,
      "PCE",
      () => beforePairing(run).filter(({ record }) => isInstalling(record)),
      findPaired,
    );
    await skipLeftOut(run);
    await attempt(run, "PCE", () => notStarted(run), requestVens);
    await attempt(run, "PCE", () => run.at("ven-paired"), label);
    run.continues();
    const gone = await findDeleted(run);
    await attempt(
      run,
      "Check Point",
      () => run.at("labelled"),
      (one) => placeHosts(one, gone),
    );
    await attempt(run, "Check Point", () => run.at("firewall-ready"), installPolicy);
    await attempt(run, "CMDB", () => run.at("policy-installed"), commission);
    await settle(run);
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    run.ended = error.message;
    if (error instanceof LimitPassed) await run.wait(heldUp(run), error.message);
  }
}

/** Machines whose next step a limit holds up, and that have no reason of their own. */
function heldUp(run: OnboardingRun): VmWithRecord[] {
  const after = run.at("ven-paired", "labelled", "firewall-ready", "policy-installed");
  return after.filter(({ record }) => record.reason === "");
}

/**
 * One step. When its system has no answer, machines that it did not take further wait.
 *
 * @param stuck machines that are before the step
 */
async function attempt(
  run: OnboardingRun,
  system: string,
  stuck: () => readonly VmWithRecord[],
  step: (run: OnboardingRun) => Promise<void>,
): Promise<void> {
  run.continues();
  try {
    await step(run);
  } catch (error) {
    if (error instanceof RunEnded || error instanceof RecordsUnwritten) throw error;
    const problem = `${system}: ${reasonOf(error)}`;
    run.tellProblem(problem);
    await run.wait(stuck(), problem);
  }
}

/** Machines before their installation, or in one of which nothing is on the machine. */
function notStarted(run: OnboardingRun): VmWithRecord[] {
  return beforePairing(run).filter(({ record }) => record.step === "recorded" || !record.command?.isTaken);
}

function beforePairing(run: OnboardingRun): VmWithRecord[] {
  return run.at("recorded", "ven-requested");
}

/** A run that changed nothing writes nothing, and one beside which another run went on leaves the state to that one. */
async function finish(run: OnboardingRun): Promise<void> {
  if (run.isStateLost) return;
  try {
    await revokeUsedKeys(run);
    if (run.isChanged && run.lost.size === 0 && !run.isStateLost)
      await run.writeState({ ...run.state, lastRunAt: run.now.toISOString() });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    run.ended ??= error.message;
  }
}
