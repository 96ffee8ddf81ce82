import type { PceStore } from "../pce-store";
import { addVen } from "./add-ven";
import type { WorkloadRow } from "./workload-row";

/**
 * Lets a VEN pair on an unmanaged workload, which is a managed one from then on.
 *
 * @returns the href of the VEN
 * @throws RangeError when there is no such workload or it is managed already
 */
export function pairVen(store: PceStore, workloadHref: string): string {
  const workload = store.table<WorkloadRow>("workloads").getLive(workloadHref);
  if (workload === undefined) throw new RangeError(`there is no workload ${workloadHref} to pair`);
  if (workload.ven !== null) throw new RangeError(`the workload ${workloadHref} is managed already`);
  const { href, agent } = addVen(store, workload);
  store.events.record({
    eventType: "agent.activate",
    method: "POST",
    path: `${store.orgHref}/agents/activate`,
    status: 201,
    agent: { href: agent, hostname: workload.hostname ?? "" },
    changes: [
      { kind: "workload", resource: { href: workloadHref, hostname: workload.hostname }, type: "update" },
    ],
  });
  return href;
}
