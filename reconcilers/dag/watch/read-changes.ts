import type { PceClient } from "../../../clients/pce";
import type { FactChanges } from "../../../core/dag";
import type { LabelGroupFact } from "../../../core/labels/label-expression";
import { chunks } from "../../../core/reconcile/chunks";
import { slimWorkload } from "../../../core/workloads/slim-workload";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";

/** Objects of a PCE that may have changed, by href. */
export interface NamedObjects {
  readonly workloads: Iterable<string>;
  readonly labels: Iterable<string>;
  /** Whether label groups of the active policy may have changed; there is one list of them. */
  readonly labelGroups: boolean;
}

const CALLS_AT_A_TIME = 10;

/** Reads these objects as they are now, each with one call, and nothing else. */
export async function readChanges(pce: PceClient, named: NamedObjects): Promise<FactChanges> {
  const [workloads, labels, labelGroups] = await Promise.all([
    readEach(named.workloads, async (href) => {
      const workload: WorkloadFact | undefined = await pce.getWorkload(href);
      return workload && slimWorkload(workload);
    }),
    readEach(named.labels, (href) => pce.getLabel(href)),
    named.labelGroups ? readGroups(pce) : undefined,
  ]);
  return { workloads, labels, ...(labelGroups && { labelGroups }) };
}

async function readEach<T>(
  hrefs: Iterable<string>,
  read: (href: string) => Promise<T | undefined>,
): Promise<Map<string, T | undefined>> {
  const found = new Map<string, T | undefined>();
  for (const some of chunks([...hrefs], CALLS_AT_A_TIME))
    await Promise.all(some.map(async (href) => found.set(href, await read(href))));
  return found;
}

async function readGroups(pce: PceClient): Promise<LabelGroupFact[]> {
  const groups: LabelGroupFact[] = [];
  for await (const group of pce.listActiveLabelGroups()) groups.push(group);
  return groups;
}
