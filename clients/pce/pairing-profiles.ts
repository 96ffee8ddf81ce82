import { isNotFoundError } from "../../core/errors";
import { collection } from "./collection";
import type { EnforcementMode } from "./enumerations";
import type { Created, Reference } from "./objects";
import { checkedHref, type PceApi } from "./pce-api";
import { type Expected, flag, object, optional, type Shape, text } from "./shapes";

/** How VENs are paired. Every field but `href` may be missing, depending on the release of the PCE. */
export interface PairingProfile extends Reference, Created {
  readonly name?: string;
  readonly enabled?: boolean;
  /** Mode that a workload has once it is paired. */
  readonly enforcement_mode?: EnforcementMode;
  /** VENs that one key pairs. */
  readonly allowed_uses_per_key?: number | "unlimited";
  /** Seconds that a key is valid. */
  readonly key_lifespan?: number | "unlimited";
  readonly last_pairing_key_generated_at?: string | null;
}

const amount: Shape = (value, path) =>
  typeof value === "number" || value === "unlimited"
    ? undefined
    : `${path} is ${JSON.stringify(value)}, not a number or 'unlimited'`;

const PAIRING_PROFILE: Expected = {
  what: "pairing profiles",
  shape: object({
    href: text,
    name: optional(text),
    enabled: optional(flag),
    enforcement_mode: optional(text),
    allowed_uses_per_key: optional(amount),
    key_lifespan: optional(amount),
    last_pairing_key_generated_at: optional(text),
  }),
};

const PAIRING_KEY: Expected = { what: "a pairing key", shape: object({ activation_code: text }) };

/** The pairing profiles of exactly this name; the PCE's own filter also returns what only contains it. */
export async function findPairingProfiles(api: PceApi, name: string): Promise<PairingProfile[]> {
  const found: PairingProfile[] = [];
  const rows = collection<PairingProfile>(api, api.org("pairing_profiles"), { name }, {}, PAIRING_PROFILE);
  for await (const profile of rows) if (profile.name === name) found.push(profile);
  return found;
}

export async function createPairingKey(api: PceApi, profile: string): Promise<string> {
  const call = { method: "POST", path: `${checkedHref(profile)}/pairing_key`, json: {} } as const;
  const { activation_code } = await api.object<{ readonly activation_code: string }>(call, PAIRING_KEY);
  return activation_code;
}

/** Succeeds when the profile is gone. */
export async function revokePairingKeys(api: PceApi, profile: string): Promise<void> {
  try {
    await api.send({ method: "DELETE", path: `${checkedHref(profile)}/pairing_keys` });
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
}
