import type { NewWorkload, Workload } from "../../clients/pce";
import { IllumioIacError } from "../../core/errors";
import { isThisIncarnation, type Ownership, pairOf } from "./ownership";
import type { PceSystem } from "./pce-system";
import { isManaged, venFieldsOf, venReason, withoutVenFields } from "./workload-changes";
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

/**
 * Sends with the next bulk call what is not yet so; nothing when all of it is.
 *
 * @throws IllumioIacError when a VEN was paired since the workload was read, and only the VEN may change this now
 */
export async function writeWorkload(
  system: PceSystem,
  what: string,
  workload: Workload,
  { changes, labels, ownership }: WorkloadWrite,
): Promise<void> {
  const body: NewWorkload = {
    ...(isManaged(workload) ? withoutVenFields(changes) : changes),
    ...(labels && (await changedLabels(system, workload, labels))),
    ...(ownership && !ownership.adopted && !isThisIncarnation(workload, ownership) && pairOf(ownership)),
  };
  if (Object.keys(body).length === 0) return;
  try {
    await system.updateWorkload.add({ ...body, href: workload.href });
  } catch (error) {
    throw (await pairedMeanwhile(system, workload, body, what)) ?? error;
  }
  system.workloads.put({ ...workload, ...body } as Workload);
}

/** Why the PCE refused what it would have taken when the workload was read. */
async function pairedMeanwhile(
  system: PceSystem,
  workload: Workload,
  body: NewWorkload,
  what: string,
): Promise<Error | undefined> {
  const refused = venFieldsOf(body);
  if (isManaged(workload) || refused.length === 0) return undefined;
  const now = await system.client.getWorkload(workload.href);
  if (!now || !isManaged(now)) return undefined;
  system.workloads.put(now);
  return new IllumioIacError(venReason(what, refused));
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
