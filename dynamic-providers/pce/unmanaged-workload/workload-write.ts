import type { NewWorkload, Workload } from "../../../clients/pce";
import { IllumioIacError } from "../../../core/errors";
import { isManaged } from "../../../core/workloads/workload-fact";
import type { Ownership } from "../../lifecycle/ownership";
import type { RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS, pairOf } from "../system/external-reference";
import { type LabelHrefs, mergeLabels } from "../system/label-sets";
import type { PceSystem } from "../system/pce-system";
import { changesMembership } from "../system/written-workloads";
import { venFieldsOf, venReason, withoutVenFields } from "./workload-changes";

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
 * Sends the fields that differ with the next bulk call; sends nothing when none differs.
 *
 * @throws IllumioIacError when a VEN was paired since the workload was read, and only the VEN may change this now
 */
export async function writeWorkload(
  system: PceSystem,
  what: string,
  workload: Workload,
  { changes, labels, ownership }: WorkloadWrite,
  run: RunContext,
): Promise<void> {
  const body: NewWorkload = {
    ...(isManaged(workload) ? withoutVenFields(changes) : changes),
    ...(labels && (await changedLabels(system, workload, labels))),
    ...(PCE_MARKS.isDue(workload, ownership) && pairOf(ownership)),
  };
  if (Object.keys(body).length === 0) return;
  try {
    await system.updateWorkload.add({ ...body, href: workload.href });
  } catch (error) {
    throw (await pairedMeanwhile(system, workload, body, what)) ?? error;
  }
  const after = { ...workload, ...body } as Workload;
  system.workloads.put(after);
  if (changesMembership(body))
    await system.written.announce({ href: after.href, title: what, fate: "changed" }, [workload, after], run);
}

/** Why the PCE refused: a VEN may have been paired since the workload was read. */
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
