import type { PceStore } from "../pce-store";
import type { VenRow } from "./ven-row";
import type { WorkloadRow } from "./workload-row";

/**
 * Lets a VEN pair on an unmanaged workload, which is a managed one from then on.
 *
 * @returns the href of the VEN
 * @throws RangeError when there is no such workload or it is managed already
 */
export function pairVen(store: PceStore, workloadHref: string): string {
  const workloads = store.table<WorkloadRow>("workloads");
  const workload = workloads.getLive(workloadHref);
  if (workload === undefined) throw new RangeError(`there is no workload ${workloadHref} to pair`);
  if (workload.ven !== null) throw new RangeError(`the workload ${workloadHref} is managed already`);
  const vens = store.table<VenRow>("vens");
  const now = store.timestamp();
  const history = { created_at: now, updated_at: now, created_by: store.user, updated_by: store.user };
  const { href } = vens.put({
    ...history,
    href: `${store.orgHref}/vens/${store.newUuid()}`,
    deleted: false,
    name: workload.name,
    description: null,
    hostname: workload.hostname,
    status: "active",
    version: "25.2.10-24",
    agentNumber: vens.nextNumber(),
    workload: workloadHref,
  });
  workloads.put({ ...workload, ven: { href }, online: true, updated_at: now, updated_by: store.user });
  store.events.record({
    eventType: "agent.activate",
    method: "POST",
    path: `${store.orgHref}/agents/activate`,
    status: 201,
    changes: [
      { kind: "workload", resource: { href: workloadHref, hostname: workload.hostname }, type: "update" },
    ],
  });
  return href;
}
