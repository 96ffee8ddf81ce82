import type { PceClient } from "../../../clients/pce";
import type { PceFacts } from "../../../core/dag";
import { slimWorkload } from "../../../core/workloads/slim-workload";

/** Reads the facts that bindings depend on: three collections, at the same time. */
export async function readFacts(pce: PceClient): Promise<PceFacts> {
  const [labels, labelGroups, workloads] = await Promise.all([
    all(pce.listLabels()),
    all(pce.listActiveLabelGroups()),
    all(pce.listWorkloads(), slimWorkload),
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
