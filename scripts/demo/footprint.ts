import type { PceClient } from "../../clients/pce";

/** What a run could leave behind in the reader's systems: live labels and workloads, and cloud resources. */
export interface Footprint {
  readonly labels: readonly string[];
  readonly workloads: readonly string[];
  readonly resources: readonly string[];
}

/** A cloud of the sandbox, whichever it is. */
interface CloudWithResources {
  readonly resources: { list(): readonly { readonly type: string; readonly id: string }[] };
}

export async function footprint(pce: PceClient, cloud: CloudWithResources): Promise<Footprint> {
  const labels: string[] = [];
  for await (const label of pce.listLabels()) labels.push(`${label.key}=${label.value} (${label.href})`);
  const workloads: string[] = [];
  for await (const workload of pce.listWorkloads())
    workloads.push(`${workload.name || workload.hostname} (${workload.href})`);
  const resources = cloud.resources.list().map(({ type, id }) => `${type} ${id}`);
  return { labels: labels.sort(), workloads: workloads.sort(), resources: resources.sort() };
}

/** What is there now and was not before, in words. */
export function created(before: Footprint, after: Footprint): string {
  const count = (kind: keyof Footprint) => after[kind].filter((item) => !before[kind].includes(item)).length;
  return `${count("labels")} labels, ${count("workloads")} unmanaged workloads, ${count("resources")} cloud resources`;
}

/** Sentences about what `after` has and `before` had not, and the other way round. */
export function differences(before: Footprint, after: Footprint): string[] {
  return (["labels", "workloads", "resources"] as const).flatMap((kind) => [
    ...after[kind]
      .filter((item) => !before[kind].includes(item))
      .map((item) => `left behind: ${kind} ${item}`),
    ...before[kind].filter((item) => !after[kind].includes(item)).map((item) => `missing: ${kind} ${item}`),
  ]);
}
