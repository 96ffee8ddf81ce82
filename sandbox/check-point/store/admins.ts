import { createHash, timingSafeEqual } from "node:crypto";

export interface Admin {
  readonly name: string;
  readonly password: string;
  readonly apiKey: string;
  /** May log in, but not through the API. */
  readonly apiRefused?: boolean;
  /** Cannot log in until somebody unlocks it. */
  readonly locked?: boolean;
}

/** The administrators of a management server. */
export class Admins {
  readonly #admins = new Map<string, Admin>();

  put(admin: Admin): void {
    this.#admins.set(admin.name, admin);
  }

  byPassword(name: string, password: string): Admin | undefined {
    const admin = this.#admins.get(name);
    return admin !== undefined && same(admin.password, password) ? admin : undefined;
  }

  byApiKey(apiKey: string): Admin | undefined {
    return [...this.#admins.values()].find((admin) => same(admin.apiKey, apiKey));
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
