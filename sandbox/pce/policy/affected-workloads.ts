import type { PceStore } from "../pce-store";
import type { WorkloadRow } from "../workloads/workload-row";

/** The labels of one scope; a workload is in it when it has all of them. */
export type LabelScope = readonly string[];

/**
 * How many managed workloads are within one of the scopes. A scope without labels has all of them, and so has a change
 * whose scopes are not known.
 */
export function affectedWorkloads(store: PceStore, scopes: readonly LabelScope[] | "all"): number {
  const managed = [...store.table<WorkloadRow>("workloads").live()].filter(({ ven }) => ven !== null);
  if (scopes === "all" || scopes.some((scope) => scope.length === 0)) return managed.length;
  const byLabel = new Map<string, WorkloadRow[]>();
  for (const workload of managed) {
    for (const label of workload.labels) {
      const entries = byLabel.get(label) ?? [];
      byLabel.set(label, entries);
      entries.push(workload);
    }
  }
  const found = new Set<WorkloadRow>();
  for (const scope of scopes) {
    const lists = scope.map((label) => byLabel.get(label) ?? []);
    const shortest = lists.reduce((a, b) => (b.length < a.length ? b : a));
    for (const workload of shortest) {
      if (scope.every((label) => workload.labels.includes(label))) found.add(workload);
    }
  }
  return found.size;
}
