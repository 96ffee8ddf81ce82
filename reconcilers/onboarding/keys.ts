import { sameJson } from "../../core/checks/json";
import {
  areKeysAgeing,
  areKeysDue,
  isInstalling,
  keysNeeded,
  oldKeys,
  type VmRecord,
} from "../../core/onboarding";
import type { PairingProfile } from "./ports";
import { type OnboardingRun, RunEnded, reasonOf } from "./run";

/** Makes keys that pair so many machines. That they were made is written down first. */
export async function makeKeys(
  run: OnboardingRun,
  profile: PairingProfile,
  machines: number,
): Promise<readonly string[]> {
  await run.writeState({
    ...run.state,
    keysMadeAt: [...run.state.keysMadeAt, run.now.toISOString()],
  });
  return await run.ports.pce.makeKeys(profile, keysNeeded(machines, profile.usesPerKey));
}

/** Revokes keys that an earlier run made and could not revoke, before others are made, so that they do not pile up. */
export async function revokeLeftKeys(run: OnboardingRun, profile: PairingProfile): Promise<void> {
  const isLeft = run.state.keysMadeAt.length > 0 && !areKeysLive(run);
  if (isLeft && (await isAlone(run))) await revoke(run, profile);
}

/**
 * Whether no installation may begin now: its key would be revoked before it ends, together with those of installations that
 * are under way, for which these wait.
 */
export function waitForKeys(run: OnboardingRun): boolean {
  return underWay(run.records.values(), run) > 0 && ageing(run);
}

/**
 * Whether installations are under way that may still use a key, also of machines that were skipped meanwhile. Those whose
 * command is not on the machine use none.
 */
export function areKeysLive(run: OnboardingRun): boolean {
  const records = [...run.records.values()].map((one): VmRecord => {
    return one.status === "skipped" ? { ...one, status: "open" } : one;
  });
  return run.state.keysMadeAt.length > 0 && underWay(records, run) > 0;
}

function underWay(records: Iterable<VmRecord>, { absent }: OnboardingRun): number {
  return [...records].filter((one) => isInstalling(one) && !absent.has(one.vmId)).length;
}

function ageing({ state, settings, now }: OnboardingRun): boolean {
  return areKeysAgeing(state.keysMadeAt, settings.ven.timeoutInMinutes, now);
}

/** Revokes keys that no installation under way needs, or that are older than a day. */
export async function revokeUsedKeys(run: OnboardingRun): Promise<void> {
  const installing = [...run.records.values()].filter(isInstalling).length;
  if (!areKeysDue(run.state.keysMadeAt, installing, run.now)) return;
  try {
    const profile = await run.ports.pce.foundProfile();
    if (await isAlone(run)) await revoke(run, profile);
  } catch (error) {
    if (error instanceof RunEnded) throw error;
    run.problems.push(`keys of the pairing profile were not revoked: ${reasonOf(error)}`);
  }
}

/**
 * Whether no run beside this one has begun installations or written its state: it would lose its keys, or what it wrote down
 * for the firewall.
 */
async function isAlone(run: OnboardingRun): Promise<boolean> {
  const { records, state } = await run.ports.records.read();
  const installing = underWay(records.values(), run);
  if (!sameJson(state, run.state)) run.isStateLost = true;
  return !run.isStateLost && areKeysDue(state.keysMadeAt, installing, run.now);
}

async function revoke(run: OnboardingRun, profile: PairingProfile): Promise<void> {
  const { keysMadeAt } = run.state;
  const left = await run.ports.pce.revokeKeys(profile, keysMadeAt.at(-1)!);
  if (left !== undefined) run.warnings.push(left);
  const old = new Set(left === undefined ? keysMadeAt : oldKeys(keysMadeAt, run.now));
  await run.writeState({ ...run.state, keysMadeAt: keysMadeAt.filter((at) => !old.has(at)) });
}
