import type { PceClient } from "../../clients/pce";
import { say } from "./say";

/** Gives the workload of a host another address, as somebody with the PCE's console would. */
export async function moveWorkload(pce: PceClient, hostname: string, address: string): Promise<void> {
  const [workload] = await pce.findWorkloads({ hostname });
  if (workload === undefined) throw new Error(`the PCE has no workload with the hostname ${hostname}`);
  await pce.updateWorkload(workload.href, { interfaces: [{ name: "eth0", address, cidr_block: 24 }] });
  say(`   ${hostname} has ${address} now`);
}
