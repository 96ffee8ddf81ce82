import type { NewWorkload, Workload } from "../../clients/pce";
import { isThisIncarnation, type Ownership, pairOf } from "./ownership";
import type { PceSystem } from "./pce-system";
import { isManaged, withoutVenFields } from "./workload-changes";
import { type LabelHrefs, mergeLabels } from "./workload-labels";

export interface WorkloadWrite {
  readonly changes: NewWorkload;
  /** Labels that the program wants; left out, the labels stay as they are. */
  readonly labels?: {
    readonly wanted: LabelHrefs;
    readonly written: LabelHrefs;
    readonly exclusive: boolean;
  };
  readonly ownership: Ownership | undefined;
}

/** Sends with the next bulk call what is not yet so; nothing when all of it is. */
export async function writeWorkload(
  system: PceSystem,
  workload: Workload,
  { changes, labels, ownership }: WorkloadWrite,
): Promise<void> {
  const body: NewWorkload = {
    ...(isManaged(workload) ? withoutVenFields(changes) : changes),
    ...(labels && (await changedLabels(system, workload, labels))),
    ...(ownership && !ownership.adopted && !isThisIncarnation(workload, ownership) && pairOf(ownership)),
  };
  if (Object.keys(body).length === 0) return;
  await system.updateWorkload.add({ ...body, href: workload.href });
  system.workloads.put({ ...workload, ...body } as Workload);
}

async function changedLabels(
  system: PceSystem,
  workload: Workload,
  labels: { wanted: LabelHrefs; written: LabelHrefs; exclusive: boolean },
): Promise<Pick<NewWorkload, "labels">> {
  const present = workload.labels ?? [];
  const keys = new Map<string, string>();
  for (const { href, key } of present) {
    const known = key ?? (await system.labels.get(href))?.key;
    if (known !== undefined) keys.set(href, known);
  }
  const after = mergeLabels({ present, ...labels, keyOf: (href) => keys.get(href) });
  const before = present.map(({ href }) => href).sort();
  return after.join() === before.join() ? {} : { labels: after.map((href) => ({ href })) };
}
