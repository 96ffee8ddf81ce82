import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process, told from a later one with the same number by its start. */
export interface Descendant {
  readonly pid: number;
  readonly parent: number;
  readonly start: string;
}

/** All processes that come from this one, children first. */
export function descendants(): readonly Descendant[] {
  const all = existsSync("/proc/self/stat") ? fromProc() : fromPs();
  const found: Descendant[] = [];
  let parents = new Set([process.pid]);
  while (parents.size > 0) {
    const next = all.filter(({ parent }) => parents.has(parent));
    found.push(...next);
    parents = new Set(next.map(({ pid }) => pid));
  }
  return found;
}

/** Which of these processes are still there. */
export function stillThere(processes: readonly Descendant[]): readonly Descendant[] {
  const all = existsSync("/proc/self/stat") ? fromProc() : fromPs();
  return processes.filter((one) => all.some(({ pid, start }) => pid === one.pid && start === one.start));
}

function fromProc(): readonly Descendant[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, "utf8");
        // The name of the program, in parentheses, may hold spaces and parentheses.
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        if (fields[0] === "Z") return [];
        return [{ pid: Number(name), parent: Number(fields[1]), start: fields[19]! }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

function fromPs(): readonly Descendant[] {
  const ps = spawnSync("ps", ["-A", "-o", "pid=,ppid=,lstart="], { encoding: "utf8" });
  return (ps.stdout ?? "").split("\n").flatMap((line) => {
    const [, pid, parent, start = ""] = /^ *(\d+) +(\d+) +(.*)$/.exec(line) ?? [];
    return pid === undefined || Number(pid) === ps.pid
      ? []
      : [{ pid: Number(pid), parent: Number(parent), start }];
  });
}
