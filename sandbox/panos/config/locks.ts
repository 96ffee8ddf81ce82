import { failure } from "../api/answer";
import { panosTime } from "../clock";
import { escapeXml, leaf } from "../xml/xml";

interface Lock {
  readonly admin: string;
  readonly scope: string;
  readonly comment: string;
  readonly time: number;
}

export interface LockRequest {
  readonly admin: string;
  /** A vsys, a device group, or `shared` for the whole system. */
  readonly scope: string;
  readonly comment?: string;
  readonly now: number;
}

/** Config and commit locks. Where two of them meet, the texts are those that pan-os-python looks for (facts §2.2). */
export class Locks {
  readonly #config = new Map<string, Lock>();
  /** By administrator and scope. */
  readonly #commit = new Map<string, Lock>();

  addConfigLock(request: LockRequest): void {
    const held = this.#config.get(request.scope);
    if (held?.admin === request.admin)
      throw failure(undefined, `You already own a config lock for scope ${request.scope}`);
    if (held !== undefined) throw failure(undefined, `Config for scope ${request.scope} is currently locked`);
    this.#config.set(request.scope, toLock(request));
  }

  removeConfigLock({ admin, scope }: LockRequest): void {
    if (this.#config.get(scope)?.admin !== admin)
      throw failure(undefined, `Config is not currently locked for scope ${scope}`);
    this.#config.delete(scope);
  }

  addCommitLock(request: LockRequest): void {
    const key = `${request.admin} ${request.scope}`;
    if (this.#commit.has(key)) throw failure(undefined, "Commit lock is already held");
    this.#commit.set(key, toLock(request));
  }

  /** @param owner whose lock, when it is not the caller's own */
  removeCommitLock({ admin, scope }: LockRequest, owner = admin): void {
    if (!this.#commit.delete(`${owner} ${scope}`))
      throw failure(undefined, "Commit lock is not currently held");
  }

  /** A lock on `shared` holds for every place; one on a vsys or device group holds there, and for `shared`. */
  refuseChange(admin: string, scope: string): void {
    const hinders = (lock: Lock): boolean =>
      lock.admin !== admin && [lock.scope, scope].some((one) => one === "shared" || lock.scope === scope);
    const lock = [...this.#config.values()].find(hinders);
    if (lock !== undefined) throw failure(undefined, `Configuration is locked by ${lock.admin}`);
  }

  /** The text is UNCONFIRMED. */
  refuseCommit(admin: string): void {
    if ([...this.#commit.values()].some((lock) => lock.admin !== admin))
      throw failure(undefined, "Other administrators are holding device wide commit locks.");
  }

  /** Releases the locks that an administrator holds, as every commit does. */
  release(admin: string): void {
    for (const locks of [this.#config, this.#commit])
      for (const [key, lock] of locks) if (lock.admin === admin) locks.delete(key);
  }

  /** Attributes and children of an entry are UNCONFIRMED. */
  list(kind: "config" | "commit"): string {
    const locks = kind === "config" ? this.#config : this.#commit;
    const written = [...locks.values()].map(({ admin, scope, comment, time }) => {
      const inside = [leaf("name", scope), leaf("created", panosTime(time)), leaf("comment", comment)];
      return `<entry name="${escapeXml(admin)}">${inside.join("")}</entry>`;
    });
    return `<${kind}-locks>${written.join("")}</${kind}-locks>`;
  }
}

const toLock = ({ admin, scope, comment = "", now }: LockRequest): Lock => ({
  admin,
  scope,
  comment,
  time: now,
});
