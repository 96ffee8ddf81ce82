import type { PceStore } from "../pce-store";
import type { WorkloadRow } from "../workloads/workload-row";

/** Which workload has an address now, on an interface or as its public one. The older workload wins a shared address. */
export function knownAddresses(store: PceStore): ReadonlyMap<string, WorkloadRow> {
  const known = new Map<string, WorkloadRow>();
  const add = (address: string, workload: WorkloadRow): void => {
    if (!known.has(address)) known.set(address, workload);
  };
  for (const workload of store.table<WorkloadRow>("workloads").live()) {
    for (const { address } of workload.interfaces) add(address, workload);
    if (workload.public_ip !== null) add(workload.public_ip, workload);
  }
  return known;
}
