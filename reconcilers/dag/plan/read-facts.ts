import type { PceClient } from "../../../clients/pce";
import type { PceFacts } from "../../../core/dag";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";

/** Reads the facts that bindings depend on: three collections, at the same time. */
export async function readFacts(pce: PceClient): Promise<PceFacts> {
  const [labels, labelGroups, workloads] = await Promise.all([
    all(pce.listLabels()),
    all(pce.listActiveLabelGroups()),
    all(pce.listWorkloads(), slim),
  ]);
  return { labels, labelGroups, workloads };
}

async function all<T, U = T>(
  rows: AsyncIterable<T>,
  keep: (row: T) => U = (row) => row as never,
): Promise<U[]> {
  const found: U[] = [];
  for await (const row of rows) found.push(keep(row));
  return found;
}

/** The part of a workload that is used here: the PCE lists far more of each, and there may be 50,000 of them. */
export function slim(workload: WorkloadFact): WorkloadFact {
  const { href, name, hostname, online, public_ip, interfaces, labels, ignored_interface_names } = workload;
  const [ven, agent] = [workload.ven?.href, workload.agent?.href];
  return {
    href,
    ...(name !== undefined && { name }),
    ...(hostname !== undefined && { hostname }),
    ...(online !== undefined && { online }),
    ...(public_ip && { public_ip }),
    ...(interfaces && { interfaces }),
    ...(labels && { labels: labels.map(({ href: label }) => ({ href: label })) }),
    ...(ignored_interface_names && { ignored_interface_names }),
    ...(ven !== undefined && { ven: { href: ven } }),
    ...(agent !== undefined && { agent: { href: agent } }),
  };
}
