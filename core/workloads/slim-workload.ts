import type { WorkloadFact } from "./workload-fact";

/** The part of a workload that is used here: the PCE lists far more of each, and there may be 50,000 of them. */
export function slimWorkload(workload: WorkloadFact): WorkloadFact {
  const { href, name, hostname, online, managed, deleted, public_ip, interfaces, labels } = workload;
  const { ignored_interface_names } = workload;
  const [ven, agent] = [workload.ven?.href, workload.agent?.href];
  return {
    href,
    ...(name !== undefined && { name }),
    ...(hostname !== undefined && { hostname }),
    ...(online !== undefined && { online }),
    ...(managed !== undefined && { managed }),
    ...(deleted === true && { deleted }),
    ...(public_ip && { public_ip }),
    ...(interfaces && { interfaces }),
    ...(labels && { labels: labels.map(({ href: label }) => ({ href: label })) }),
    ...(ignored_interface_names && { ignored_interface_names }),
    ...(ven !== undefined && { ven: { href: ven } }),
    ...(agent !== undefined && { agent: { href: agent } }),
  };
}
