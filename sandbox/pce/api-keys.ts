import { randomBytes, timingSafeEqual } from "node:crypto";

export interface ApiKey {
  /** `api_` and hex digits. */
  readonly username: string;
  readonly secret: string;
}

/** The API keys that are valid at the moment. */
export class ApiKeys {
  readonly #secrets = new Map<string, string>();

  create(): ApiKey {
    const key = {
      username: `api_${randomBytes(9).toString("hex")}`,
      secret: randomBytes(32).toString("hex"),
    };
    this.#secrets.set(key.username, key.secret);
    return key;
  }

  revoke(username: string): void {
    this.#secrets.delete(username);
  }

  /** The key's name when the `Authorization` header carries a valid key. */
  authenticate(authorization: string | undefined): string | undefined {
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
    if (encoded === undefined) return undefined;
    const [, username, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
    const expected = this.#secrets.get(username ?? "");
    if (username === undefined || secret === undefined || expected === undefined) return undefined;
    const [given, wanted] = [Buffer.from(secret), Buffer.from(expected)];
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? username : undefined;
  }
}
