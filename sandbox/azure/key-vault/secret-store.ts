import { randomUUID } from "node:crypto";
import type { SandboxClock } from "../../cloud/clock";
import { notFound, VaultError } from "./vault-error";

export interface SecretVersion {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly value: string;
  readonly contentType: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly enabled: boolean;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
}

export type SecretSettings = Partial<Pick<SecretVersion, "contentType" | "tags" | "enabled">>;

interface DeletedSecret {
  readonly versions: SecretVersion[];
  readonly deletedAt: number;
}

/** The secrets of one vault, with all their versions; deleted ones can be recovered until they are purged. */
export class SecretStore {
  readonly #clock: SandboxClock;
  readonly #secrets = new Map<string, SecretVersion[]>();
  readonly #deleted = new Map<string, DeletedSecret>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** The names, without casing differences: Key Vault ignores them. */
  names(): string[] {
    return [...this.#secrets.keys()].sort();
  }

  /** Makes a version the newest. @throws VaultError 409 while a deleted secret has the name */
  set(name: string, value: string, settings: SecretSettings = {}): SecretVersion {
    if (this.#deleted.has(name.toLowerCase())) {
      throw new VaultError(
        "Conflict",
        `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
        409,
        "ObjectIsDeletedButRecoverable",
      );
    }
    if (Buffer.byteLength(value) > 25 * 1024) {
      throw new VaultError(
        "BadParameter",
        "The specified secret value is too long; at most 25 KB are allowed.",
        400,
      );
    }
    const now = this.#clock.now();
    const version: SecretVersion = {
      version: randomUUID().replaceAll("-", ""),
      value,
      contentType: settings.contentType,
      tags: settings.tags,
      enabled: settings.enabled ?? true,
      created: now,
      updated: now,
    };
    const versions = this.#secrets.get(name.toLowerCase()) ?? [];
    this.#secrets.set(name.toLowerCase(), [...versions, version]);
    return version;
  }

  /** Oldest first. @throws VaultError 404 */
  versions(name: string): readonly SecretVersion[] {
    const versions = this.#secrets.get(name.toLowerCase());
    if (versions === undefined) throw notFound(name);
    return versions;
  }

  /** The newest version, or the one that is named. @throws VaultError 404 */
  find(name: string, version?: string): SecretVersion {
    const versions = this.versions(name);
    const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
    if (found === undefined) throw notFound(name, version);
    return found;
  }

  /** Changes what is said about a version; its value stays. @throws VaultError 404 */
  update(name: string, version: string | undefined, settings: SecretSettings): SecretVersion {
    const before = this.find(name, version);
    const after = { ...before, ...settings, updated: this.#clock.now() };
    const versions = this.versions(name).map((one) => (one === before ? after : one));
    this.#secrets.set(name.toLowerCase(), versions);
    return after;
  }

  /** @throws VaultError 404 */
  delete(name: string): { readonly newest: SecretVersion; readonly deletedAt: number } {
    const versions = this.versions(name);
    const deletedAt = this.#clock.now();
    this.#secrets.delete(name.toLowerCase());
    this.#deleted.set(name.toLowerCase(), { versions: [...versions], deletedAt });
    return { newest: versions.at(-1)!, deletedAt };
  }

  /** @throws VaultError 404 */
  deleted(name: string): { readonly newest: SecretVersion; readonly deletedAt: number } {
    const found = this.#deleted.get(name.toLowerCase());
    if (found === undefined) throw notFound(name);
    return { newest: found.versions.at(-1)!, deletedAt: found.deletedAt };
  }

  /** @throws VaultError 404 */
  recover(name: string): SecretVersion {
    const found = this.#deleted.get(name.toLowerCase());
    if (found === undefined) throw notFound(name);
    this.#deleted.delete(name.toLowerCase());
    this.#secrets.set(name.toLowerCase(), found.versions);
    return found.versions.at(-1)!;
  }

  /** @throws VaultError 404 */
  purge(name: string): void {
    if (!this.#deleted.delete(name.toLowerCase())) throw notFound(name);
  }
}
