import { execFileSync } from "node:child_process";

/** Ends a CLI and every process below it at once, without a chance to clean up. */
export function killAll(pid: number): void {
  const orphans = descendants(pid);
  for (const one of [pid, ...orphans]) end(one);
}

/** Process ids below a process; they outlive it when it is killed. */
export function descendants(pid: number): number[] {
  const parents = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    parents.flatMap(([child, ppid]) => (ppid === parent ? [child!, ...below(child!)] : []));
  return below(pid);
}

export function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it has ended by itself
  }
}
