import type { PceFacts } from "../../../core/dag";
import type { LabelFact } from "../../../core/labels/label-expression";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import { mergeLabels } from "./label-sets";
import type { PlannedObjects, PlannedWorkload } from "./planned-objects";

/** A workload of which a preview does not know everything. */
export interface UnsureWorkload {
  /** Of an existing workload, or what stands for it among the planned ones. */
  readonly href: string;
  readonly title: string;
  readonly unknown: NonNullable<PlannedWorkload["unknown"]>;
  /** Labels that it has now, and those that it will have; undefined where a preview cannot know them. */
  readonly labels: readonly NonNullable<WorkloadFact["labels"]>[] | undefined;
}

export interface PlannedFacts extends PceFacts {
  readonly workloads: readonly WorkloadFact[];
  readonly unsure: readonly UnsureWorkload[];
}

/**
 * What the PCE will have after the run, as far as a preview can know; workloads that the run deletes are still counted.
 */
export function plannedFacts<Facts extends PceFacts>(
  facts: Facts,
  planned: PlannedObjects,
): Facts & PlannedFacts {
  if (planned.version === 0) return { ...facts, unsure: [] };
  const labels = plannedLabels(facts.labels, planned);
  const keys = new Map(labels.map(({ href, key }) => [href, key]));
  const hrefs = new Map(labels.map(({ href, key, value }) => [`${key}=${value}`, href]));
  const workloads = [...facts.workloads];
  const positions = new Map(workloads.map(({ href }, position) => [href, position]));
  const unsure: UnsureWorkload[] = [];
  const byName = namePositions(workloads);
  for (const plan of planned.workloads) {
    const position = plan.href === undefined ? byName(plan) : positions.get(plan.href);
    const before = position === undefined ? undefined : workloads[position];
    if (plan.href !== undefined && before === undefined) continue; // gone from the PCE, and up will say so
    const after = plannedWorkload(plan, before, { keys, hrefs });
    if (plan.unknown !== undefined) {
      const sets = [before, after].flatMap((fact) => (fact ? [fact.labels ?? []] : []));
      const { title, unknown } = plan;
      unsure.push({ href: after.href, title, unknown, labels: unknown === "labels" ? undefined : sets });
    }
    if (position === undefined) workloads.push(after);
    else workloads[position] = after;
  }
  return { ...facts, labels, workloads, unsure };
}

function plannedLabels(labels: Iterable<LabelFact>, planned: PlannedObjects): LabelFact[] {
  const after = Array.from(labels, (label) => {
    const value = planned.renamedLabels.get(label.href);
    return value === undefined ? label : { ...label, value };
  });
  const present = new Set(after.map(({ key, value }) => `${key}=${value}`));
  for (const [key, value] of planned.labels) {
    const name = `${key}=${value}`;
    if (!present.has(name)) after.push({ href: `planned label ${name}`, key, value });
  }
  return after;
}

/** Finds the existing workload for one that is to be created: by exact hostname, or by exact name if it has none. */
function namePositions(workloads: readonly WorkloadFact[]) {
  const byHostname = new Map<string, number>();
  const byName = new Map<string, number>();
  for (const [position, { hostname, name }] of workloads.entries()) {
    if (hostname) byHostname.set(hostname, position);
    if (name) byName.set(name, position);
  }
  return ({ changes: { hostname, name } }: PlannedWorkload): number | undefined => {
    if (hostname !== undefined) return byHostname.get(hostname);
    return name === undefined ? undefined : byName.get(name);
  };
}

function plannedWorkload(
  { title, changes, labels }: PlannedWorkload,
  before: WorkloadFact | undefined,
  { keys, hrefs }: { keys: ReadonlyMap<string, string>; hrefs: ReadonlyMap<string, string> },
): WorkloadFact {
  const present = before?.labels ?? [];
  const wanted = Object.entries(labels?.wanted ?? {}).flatMap(([key, value]) => {
    const href = hrefs.get(`${key}=${value}`);
    return href === undefined ? [] : [[key, href] as const];
  });
  const after = labels
    ? mergeLabels({
        present,
        wanted: Object.fromEntries(wanted),
        written: labels.written,
        exclusive: labels.exclusive,
        keyOf: (href) => keys.get(href),
      }).map((href) => ({ href }))
    : present;
  return { ...before, ...changes, labels: after, href: before?.href ?? `planned ${title}` } as WorkloadFact;
}
