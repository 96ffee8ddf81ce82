import { chmodSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Permissions of a file that was not there. */
const OWNER_ONLY = 0o600;

/**
 * Gives a file another content; a reader sees the one or the other as a whole. Its permissions stay as they are, and a new
 * file is for its owner alone. What processes that are gone left half written beside it is removed.
 */
export function replaceFile(file: string, text: string): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? OWNER_ONLY;
  removeLeftovers(file);
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, text, { flush: true, mode: OWNER_ONLY });
    chmodSync(next, mode & 0o777);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

function removeLeftovers(file: string): void {
  const folder = path.dirname(file);
  const begin = `${path.basename(file)}.`;
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(begin) ? /^(\d+)\.new$/.exec(name.slice(begin.length))?.[1] : undefined;
    if (pid !== undefined && isGone(Number(pid))) rmSync(path.join(folder, name), { force: true });
  }
}

/** Whether no process of this machine has this id. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
