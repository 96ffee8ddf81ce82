import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Lock } from "./lock";

const HEARTBEAT_IN_MS = 2_000;

/**
 * Makes a folder once, also when several processes want it at the same moment.
 *
 * `make` fills a folder beside `target`, which becomes `target` by a rename, so a half-made one is never seen. A target
 * that `isWhole` rejects is replaced. A process that died while it made the folder delays the others by 30 seconds at
 * most; a process that was stopped for longer and then continues leaves the folder to the one that took over.
 *
 * @throws what `make` throws; then there is neither a new target nor a lock
 */
export async function makeOnce(
  target: string,
  isWhole: () => Promise<boolean>,
  make: (directory: string) => Promise<void>,
  onWait: () => void = () => {},
): Promise<void> {
  mkdirSync(path.dirname(target), { recursive: true });
  const lock = new Lock(`${target}.making`);
  for (let told = false; ; ) {
    const holder = randomUUID();
    if (lock.take(holder)) {
      if (await makeAs(holder, lock, target, isWhole, make)) return;
      continue;
    }
    const stale = lock.staleHolder();
    if (stale !== undefined) {
      lock.evict(stale);
      rmSync(partialOf(target, stale), { recursive: true, force: true });
    }
    if (!told) onWait();
    told = true;
    await wait(200);
  }
}

/** Whether the target is whole now; false when another process has taken over meanwhile. */
async function makeAs(
  holder: string,
  lock: Lock,
  target: string,
  isWhole: () => Promise<boolean>,
  make: (directory: string) => Promise<void>,
): Promise<boolean> {
  const beat = setInterval(() => lock.touch(holder), HEARTBEAT_IN_MS);
  const partial = partialOf(target, holder);
  try {
    if (await isWhole()) return true;
    mkdirSync(partial);
    await make(partial);
    if (!lock.touch(holder)) return false;
    const old = `${target}.old-${holder}`;
    if (existsSync(target)) renameSync(target, old);
    renameSync(partial, target);
    rmSync(old, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (lock.touch(holder)) throw error;
    return false;
  } finally {
    clearInterval(beat);
    rmSync(partial, { recursive: true, force: true });
    lock.release(holder);
  }
}

function partialOf(target: string, holder: string): string {
  return `${target}.partial-${holder}`;
}
