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
 * process can win: a filled folder takes the place of a missing or empty one, never of a filled one; and a holder is put
 * out by its name, so a lock that has changed hands meanwhile stays where it is.
 *
 * Holder names are used once. The file system must rename folders as POSIX has it.
 */
export class Lock {
  constructor(private readonly folder: string) {}

  /** Whether the lock is `holder`'s now; false while somebody holds it. */
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

  /** The holder that has not been heard of for 30 seconds. */
  staleHolder(now = Date.now()): string | undefined {
    const holder = unlessGone(() => readdirSync(this.folder))?.[0];
    if (holder === undefined) return undefined;
    const heard = unlessGone(() => statSync(path.join(this.folder, holder)).mtimeMs);
    return heard !== undefined && now - heard > STALE_AFTER_IN_MS ? holder : undefined;
  }

  /** Puts `holder` out, unless somebody else has done so; the lock is free for whoever takes it first. */
  evict(holder: string): void {
    const out = `${this.folder}-${holder}.out`;
    unlessGone(() => renameSync(path.join(this.folder, holder), out));
    rmSync(out, { force: true });
  }

  /** Says that `holder` is alive; answers whether the lock is still its own. */
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
