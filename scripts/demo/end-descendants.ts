import { setTimeout as wait } from "node:timers/promises";
import { type Descendant, descendants, stillThere } from "./descendants";

/** Ends every process that comes from this one, and waits until they are gone: asks their parents, and kills what is left. */
export async function endDescendants(patienceInMs = 10_000): Promise<void> {
  const seen = new Map<string, Descendant>();
  const asked = new Set<number>();
  const end = Date.now() + patienceInMs;
  for (;;) {
    for (const one of descendants()) {
      seen.set(`${one.pid} ${one.start}`, one);
      if (one.parent !== process.pid || asked.has(one.pid)) continue;
      asked.add(one.pid);
      signal(one, "SIGINT");
    }
    const left = stillThere([...seen.values()]);
    if (left.length === 0) return;
    // A child that was asked and is gone may leave its own children behind.
    const areOrphans = left.every(({ parent }) => parent !== process.pid);
    if (areOrphans || Date.now() > end) for (const one of left) signal(one, "SIGKILL");
    await wait(50);
  }
}

function signal({ pid }: Descendant, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
