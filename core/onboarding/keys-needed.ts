import { shown } from "../checks";
import { hasPassed } from "./elapsed";
import type { VenSettings } from "./onboarding-settings";

/** How long Azure may take to start a command and to tell its end. */
const PATIENCE_IN_MINUTES = 15;
const DAY = 24 * 60 * 60_000;

/** How many keys pair so many machines. @param usesPerKey infinite for keys without a limit */
export function keysNeeded(machines: number, usesPerKey: number): number {
  return machines === 0 ? 0 : Math.max(1, Math.ceil(machines / usesPerKey));
}

/**
 * Whether the keys of the profile are revoked now: no installation that may still use one is under way, or one of them is
 * older than a day. The PCE revokes all keys of a profile together.
 *
 * @param madeAt when the keys were made that are not revoked, in ISO 8601
 * @param installing installations under way
 */
export function areKeysDue(madeAt: readonly string[], installing: number, now: Date): boolean {
  return madeAt.length > 0 && (installing === 0 || oldKeys(madeAt, now).length > 0);
}

/** Whether a key is so old that an installation which begins now may not end before all of them are revoked. */
export function areKeysAgeing(madeAt: readonly string[], timeoutInMinutes: number, now: Date): boolean {
  const longest = Math.min((timeoutInMinutes + PATIENCE_IN_MINUTES) * 60_000, DAY / 4);
  return madeAt.some((at) => hasPassed(at, DAY - longest, now));
}

/** Those of the keys, by when they were made, that are older than a day. */
export function oldKeys(madeAt: readonly string[], now: Date): string[] {
  return madeAt.filter((at) => hasPassed(at, DAY + 1, now));
}

/** A pairing profile as the PCE has it. */
export interface ProfileFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly enforcementMode: string | undefined;
  readonly allowedUsesPerKey: number | "unlimited";
  /** In seconds. */
  readonly keyLifespan: number | "unlimited";
}

/** What is wrong with a pairing profile, and what to do, each as one sentence. */
export function profileProblems(
  profile: ProfileFacts,
  ven: Pick<VenSettings, "allowEnforcement" | "allowUnlimitedKeys" | "timeoutInMinutes">,
): string[] {
  const { enabled, enforcementMode: mode, allowedUsesPerKey: uses, keyLifespan: lifespan } = profile;
  const name = `pairing profile ${shown(profile.name)}`;
  const problems: string[] = [];
  if (!enabled)
    problems.push(`${name} is disabled; enable it in the PCE, or name another in ven.pairingProfile`);
  if (!ven.allowEnforcement && mode !== "idle" && mode !== "visibility_only")
    problems.push(
      `${name} has the enforcement mode ${shown(mode)}, which cuts traffic of a machine as soon as it is paired; ` +
        "set it to idle or visibility_only in the PCE, or, if that is meant, set ven.allowEnforcement: true",
    );
  const endless = [
    ...(uses === "unlimited" ? ["uses"] : []),
    ...(lifespan === "unlimited" ? ["lifespan"] : []),
  ];
  if (!ven.allowUnlimitedKeys && endless.length > 0)
    problems.push(
      `${name} makes keys with unlimited ${endless.join(" and ")}, so whoever sees one can pair any machine; ` +
        "limit them in the PCE, or, if that is meant, set ven.allowUnlimitedKeys: true",
    );
  if (lifespan !== "unlimited" && lifespan < ven.timeoutInMinutes * 60)
    problems.push(
      `${name} makes keys that live for ${lifespan} seconds, and an installation may take ${ven.timeoutInMinutes} minutes; ` +
        "raise the lifespan of keys in the PCE, or lower ven.timeoutInMinutes",
    );
  return problems;
}
