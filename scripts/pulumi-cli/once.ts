import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const HEARTBEAT_IN_MS = 2_000;
const STALE_AFTER_IN_MS = 30_000;

/**
 * Makes a folder once, also when several processes want it at the same moment.
 *
 * `make` fills a folder beside `target`, which becomes `target` in one rename: a half-made one is never seen.
 * A process that died while it made the folder holds the others up for 30 seconds at most.
 */
export async function makeOnce(
  target: string,
  isWhole: () => Promise<boolean>,
  make: (directory: string) => Promise<void>,
  onWait: () => void = () => {},
): Promise<void> {
  mkdirSync(path.dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  for (let told = false; !take(lock); await wait(200)) {
    if (isStale(lock)) rmSync(lock, { force: true });
    if (!told) onWait();
    told = true;
  }
  const beat = setInterval(() => touch(lock), HEARTBEAT_IN_MS);
  const partial = `${target}.partial-${process.pid}`;
  try {
    if (await isWhole()) return;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await make(partial);
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  } finally {
    clearInterval(beat);
    rmSync(partial, { recursive: true, force: true });
    if (ownerOf(lock) === String(process.pid)) rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isStale(lock: string): boolean {
  return ifThere(() => Date.now() - statSync(lock).mtimeMs > STALE_AFTER_IN_MS) ?? false;
}

function touch(lock: string): void {
  const now = new Date();
  ifThere(() => utimesSync(lock, now, now));
}

function ownerOf(lock: string): string | undefined {
  return ifThere(() => readFileSync(lock, "utf8"));
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
