import type { Findings, FoundObject } from "./found";

/** What is done with the objects of an owner: `sweep` removes them, `release` takes the marks off and leaves them. */
export type Task = "sweep" | "release";

/** The findings for a task: a release leaves everything in place, so nothing prevents it. */
export function findingsFor(task: Task, { found, kept }: Findings): Findings {
  if (task === "sweep") return { found, kept };
  const marked = found.flatMap(({ release, ...object }): FoundObject[] =>
    release ? [{ ...object, action: "release", usedBy: [], remove: release, release }] : [],
  );
  return { found: marked, kept };
}

/** Word for the result in reports. */
export const DONE: Readonly<Record<Task, string>> = { sweep: "removed", release: "released" };
