import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

const STALE_AFTER_IN_MS = 30_000;

/**
 * A lock between processes: a folder with one file, named after its holder. Every step is one rename, which only one
 * process can win: a filled folder replaces a missing or empty one, never a filled one. A holder is evicted by its
 * name, so a lock that has changed hands meanwhile stays where it is.
 *
 * Holder names are used once. The file system must rename folders as POSIX has it.
 */
export class Lock {
  constructor(private readonly folder: string) {}

  /** Takes the lock for `holder` and says whether it has it now; false while somebody else holds it. */
  take(holder: string): boolean {
    const filled = `${this.folder}-${holder}`;
    mkdirSync(filled, { recursive: true });
    writeFileSync(path.join(filled, holder), "");
    try {
      renameSync(filled, this.folder);
      return true;
    } catch (error) {
      rmSync(filled, { recursive: true, force: true });
      if (["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
      throw error;
    }
  }

  /** The holder, when it has not touched the lock for 30 seconds. */
  staleHolder(now = Date.now()): string | undefined {
    const holder = unlessGone(() => readdirSync(this.folder))?.[0];
    if (holder === undefined) return undefined;
    const heard = unlessGone(() => statSync(path.join(this.folder, holder)).mtimeMs);
    return heard !== undefined && now - heard > STALE_AFTER_IN_MS ? holder : undefined;
  }

  /** Evicts `holder`, unless somebody else has done so; the lock is then free for whoever takes it first. */
  evict(holder: string): void {
    const out = `${this.folder}-${holder}.out`;
    unlessGone(() => renameSync(path.join(this.folder, holder), out));
    rmSync(out, { force: true });
  }

  /** Records that `holder` is alive; returns whether it still has the lock. */
  touch(holder: string): boolean {
    const now = new Date();
    return unlessGone(() => utimesSync(path.join(this.folder, holder), now, now) ?? true) ?? false;
  }

  release(holder: string): void {
    this.evict(holder);
    try {
      rmdirSync(this.folder);
    } catch (error) {
      if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? ""))
        throw error;
    }
  }
}

function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
