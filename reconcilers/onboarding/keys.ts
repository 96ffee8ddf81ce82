import { sameJson } from "../../core/checks/json";
import { areKeysAgeing, areKeysDue, isInstalling, keysNeeded, oldKeys } from "../../core/onboarding";
import type { PairingProfile } from "./ports";
import { type OnboardingRun, RunEnded, reasonOf } from "./run";

/** Makes keys that pair so many machines. That they were made is written down first. */
export async function makeKeys(
  run: OnboardingRun,
  profile: PairingProfile,
  machines: number,
): Promise<readonly string[]> {
  if (ageing(run)) await revoke(run, profile);
  await run.writeState({
    ...run.state,
    keysMadeAt: [...run.state.keysMadeAt, run.now.toISOString()],
  });
  return await run.ports.pce.makeKeys(profile, keysNeeded(machines, profile.usesPerKey));
}

/**
 * Whether no installation may begin now: its key would be revoked before it ends, together with those of installations that
 * are under way, for which these wait.
 */
export function waitForKeys(run: OnboardingRun): boolean {
  const underWay = [...run.records.values()].filter((one) => isInstalling(one) && !run.absent.has(one.vmId));
  return underWay.length > 0 && ageing(run);
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
  const installing = [...records.values()].filter(isInstalling).length;
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
