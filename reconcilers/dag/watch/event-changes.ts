import type { PceEvent } from "../../../clients/pce";
import { CHANGES, changedHrefs, matching, mayMatter, SYSTEM, vensOf } from "../../shared/watch/event-kinds";

/** Hrefs of the objects that events name. */
export interface NamedChanges {
  readonly workloads: Set<string>;
  readonly labels: Set<string>;
  /** Whether label groups of the active policy may have changed. */
  labelGroups: boolean;
  /** Why everything has to be compared. */
  unclear: string | undefined;
}

/**
 * Most objects that are read one by one, each with a call of its own; beyond this many, reading everything takes fewer
 * calls.
 */
const MOST_OBJECTS = 200;

const POLICY = /^(sec_policy|label_groups?)\./;
const WORKLOAD = /^\/orgs\/\d+\/workloads\/[\w-]+/;
const LABEL = /^\/orgs\/\d+\/labels\/[\w-]+/;

export function nothingNamed(): NamedChanges {
  return { workloads: new Set(), labels: new Set(), labelGroups: false, unclear: undefined };
}

/**
 * Adds what these events name to what was named before. An event that names a workload or a label counts, whatever its
 * type. An event of a type for changes that names none makes everything unclear. Events of refused writes are ignored,
 * because they changed nothing.
 *
 * @param workloadOf the workload of a VEN, by the href of the VEN or its agent
 */
export function addNamed(
  named: NamedChanges,
  events: Iterable<PceEvent>,
  workloadOf: (ven: string) => string | undefined,
): void {
  for (const event of events) {
    const { event_type: type } = event;
    if (!mayMatter(event)) continue;
    if (POLICY.test(type)) named.labelGroups = true;
    const isChange = CHANGES.test(type);
    const hrefs = changedHrefs(event);
    const workloads = matching(hrefs, WORKLOAD);
    const labels = matching(hrefs, LABEL);
    if ((isChange || SYSTEM.test(type)) && workloads.length + labels.length === 0) {
      const makers = vensOf(event);
      workloads.push(...makers.flatMap((ven) => workloadOf(ven) ?? []));
      if (isChange && workloads.length < Math.max(1, makers.length))
        named.unclear ??= `${type} names no workload that is known`;
    }
    for (const href of workloads) named.workloads.add(href);
    for (const href of labels) named.labels.add(href);
  }
  const count = named.workloads.size + named.labels.size;
  if (count > MOST_OBJECTS) named.unclear ??= `${count} workloads and labels changed`;
}

/** Whether any change was named. */
export function isAnythingNamed({ workloads, labels, labelGroups, unclear }: NamedChanges): boolean {
  return workloads.size + labels.size > 0 || labelGroups || unclear !== undefined;
}
