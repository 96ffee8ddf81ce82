import type { PceStore } from "../pce-store";
import type { VenRow } from "./ven-row";
import type { WorkloadRow } from "./workload-row";

/** Puts a VEN on a stored workload, which is a managed one from then on, and online. @returns the hrefs of the VEN and of its agent */
export function addVen(store: PceStore, workload: WorkloadRow): { href: string; agent: string } {
  const vens = store.table<VenRow>("vens");
  const now = store.timestamp();
  const agentNumber = vens.nextNumber();
  const { href } = vens.put({
    href: `${store.orgHref}/vens/${store.newUuid()}`,
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: store.user,
    updated_by: store.user,
    name: workload.name,
    description: null,
    hostname: workload.hostname,
    status: "active",
    version: "25.2.10-24",
    agentNumber,
    workload: workload.href,
  });
  store.table<WorkloadRow>("workloads").put({
    ...workload,
    ven: { href },
    online: true,
    updated_at: now,
    updated_by: store.user,
  });
  return { href, agent: `${store.orgHref}/agents/${agentNumber}` };
}
