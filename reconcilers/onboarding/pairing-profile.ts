import type { PairingProfile as PceProfile } from "../../clients/pce";
import { shown } from "../../core/checks";
import { ConfigurationError } from "../../core/errors";
import { type ProfileFacts, profileProblems, type VenSettings } from "../../core/onboarding";
import type { PairingProfile } from "./ports";

/** A clock of the PCE and one of ours may differ by this much. */
const SKEW_IN_MS = 5 * 60_000;

export type ProfileSettings = Pick<
  VenSettings,
  "pairingProfile" | "allowEnforcement" | "allowUnlimitedKeys" | "timeoutInMinutes"
>;

/**
 * The pairing profile of a definition.
 *
 * @param found profiles of its name
 * @throws ConfigurationError when there is not exactly one, and when the definition does not allow what it does
 */
export function checkedProfile(found: readonly PceProfile[], settings: ProfileSettings): PairingProfile {
  const name = settings.pairingProfile;
  const profile = theOne(name, found);
  const problems = profileProblems(factsOf(name, profile), settings);
  if (problems.length > 0) throw new ConfigurationError("ven.pairingProfile", problems.join(". "));
  return profileOf(name, profile);
}

/** @throws ConfigurationError when there is not exactly one */
export function theOne(name: string, found: readonly PceProfile[]): PceProfile {
  const [profile] = found;
  if (profile !== undefined && found.length === 1) return profile;
  throw new ConfigurationError(
    "ven.pairingProfile",
    profile === undefined
      ? `the PCE has no pairing profile ${shown(name)}; create it, or name another one`
      : `the PCE has ${found.length} pairing profiles ${shown(name)}; rename all but the one that is meant`,
  );
}

export function profileOf(name: string, profile: PceProfile): PairingProfile {
  const { allowed_uses_per_key: uses } = profile;
  return {
    href: profile.href,
    name,
    usesPerKey: typeof uses === "number" ? uses : Number.POSITIVE_INFINITY,
    lastKeyAt: profile.last_pairing_key_generated_at ?? undefined,
  };
}

/**
 * Why the keys of a profile are not revoked, which the PCE does all at once: somebody else made one after ours. One that was
 * made within the skew of the clocks cannot be told from ours.
 */
export function whyKeysStay({ name, lastKeyAt }: PairingProfile, ourLastKeyAt: string): string | undefined {
  if (lastKeyAt === undefined || Date.parse(lastKeyAt) <= Date.parse(ourLastKeyAt) + SKEW_IN_MS)
    return undefined;
  return (
    `keys of the pairing profile '${name}' are not revoked: somebody else made one at ${lastKeyAt}, and the PCE revokes ` +
    "all keys of a profile at once. Use a profile that this onboarding has for itself"
  );
}

/** What the PCE does not say of uses and lifespan has no limit. */
function factsOf(name: string, profile: PceProfile): ProfileFacts {
  return {
    name,
    enabled: profile.enabled ?? true,
    enforcementMode: profile.enforcement_mode,
    allowedUsesPerKey: profile.allowed_uses_per_key ?? "unlimited",
    keyLifespan: profile.key_lifespan ?? "unlimited",
  };
}
