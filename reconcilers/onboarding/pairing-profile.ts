import type { PairingProfile as PceProfile } from "../../clients/pce";
import { ConfigurationError } from "../../core/errors";
import type { VenDefinition } from "../../core/onboarding/onboarding-definition";
import type { PairingProfile } from "./ports";

/** Modes under which a paired workload goes on as before. */
const HARMLESS = ["idle", "visibility_only"];

/**
 * The pairing profile of a definition.
 *
 * @param found profiles of its name
 * @throws ConfigurationError when there is not exactly one, when it is disabled, when its mode cuts traffic, and when its
 *   keys may be used without end
 */
export function checkedProfile(
  found: readonly PceProfile[],
  definition: Pick<VenDefinition, "pairingProfile" | "allowEnforcement" | "allowUnlimitedKeys">,
): PairingProfile {
  const { pairingProfile: name, allowEnforcement = false, allowUnlimitedKeys = false } = definition;
  const [profile] = found;
  if (profile === undefined)
    throw refused(`the PCE has no pairing profile '${name}'. Create it, or name another one`);
  if (found.length > 1)
    throw refused(
      `the PCE has ${found.length} pairing profiles '${name}'. Rename all but the one that is meant`,
    );
  if (profile.enabled === false)
    throw refused(`the pairing profile '${name}' is disabled. Enable it in the PCE, or name another one`);
  const { enforcement_mode: mode, allowed_uses_per_key: uses, key_lifespan: lifespan } = profile;
  if (!allowEnforcement && !HARMLESS.includes(mode ?? ""))
    throw refused(
      `the pairing profile '${name}' has the mode '${mode ?? "unknown"}', under which a machine loses traffic as soon as it ` +
        "is paired or labelled. Set visibility_only in the profile, or allowEnforcement: true if that is meant",
    );
  const unlimited = [
    ...(typeof uses === "number" ? [] : ["uses"]),
    ...(typeof lifespan === "number" ? [] : ["a lifespan"]),
  ];
  if (!allowUnlimitedKeys && unlimited.length > 0)
    throw refused(
      `keys of the pairing profile '${name}' have ${unlimited.join(" and ")} without limit, so one that leaks pairs machines ` +
        "for ever. Limit them in the profile, or set allowUnlimitedKeys: true",
    );
  return {
    href: profile.href,
    name,
    usesPerKey: typeof uses === "number" ? uses : Number.MAX_SAFE_INTEGER,
    lastKeyAt: profile.last_pairing_key_generated_at ?? undefined,
  };
}

const refused = (reason: string): ConfigurationError => new ConfigurationError("ven.pairingProfile", reason);
