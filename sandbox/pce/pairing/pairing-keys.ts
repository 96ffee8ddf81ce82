import { notAcceptable, type PceError } from "../pce-error";

/** A number, or the word `unlimited`. */
export type Limit = number | "unlimited";

export interface PairingKey {
  /** Href of its pairing profile. */
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly lifespanInSeconds: Limit;
  readonly allowedUses: Limit;
}

export const unknownCode = (): PceError =>
  notAcceptable("invalid_activation_code", "The activation code is unknown or was revoked");

/**
 * The activation codes that were given out and not revoked.
 *
 * UNCONFIRMED: that a code keeps the lifespan and the uses that its profile had when it was made, the tokens of the
 * refusals and their status (406 here), and that a revoked code is refused like one that never was.
 */
export class PairingKeys {
  readonly #keys = new Map<string, PairingKey & { uses: number }>();

  add(code: string, key: PairingKey): void {
    this.#keys.set(code, { ...key, uses: 0 });
  }

  /** Revokes every key of a profile. */
  revoke(profile: string): void {
    for (const [code, key] of this.#keys) if (key.profile === profile) this.#keys.delete(code);
  }

  /** @returns the href of the profile @throws PceError 406 for a code that is unknown, revoked, expired or used up */
  check(code: string, now: number): string {
    const key = this.#keys.get(code);
    if (key === undefined) throw unknownCode();
    const { lifespanInSeconds, allowedUses, madeAt, uses, profile } = key;
    if (lifespanInSeconds !== "unlimited" && now >= madeAt + lifespanInSeconds * 1000)
      throw notAcceptable(
        "activation_code_expired",
        `The activation code has expired, its lifespan was ${lifespanInSeconds} seconds`,
      );
    if (allowedUses !== "unlimited" && uses >= allowedUses)
      throw notAcceptable(
        "activation_code_used_up",
        `The activation code is used up, ${allowedUses} uses were allowed`,
      );
    return profile;
  }

  countUse(code: string): void {
    const key = this.#keys.get(code);
    if (key !== undefined) key.uses += 1;
  }
}
