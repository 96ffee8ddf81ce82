import type { Workload } from "../../clients/pce";
import type { RunContext } from "../engine/resource-provider";
import type { Ownership } from "./ownership";
import { isThisIncarnation } from "./ownership";
import { BulkItemRefusedError, type PceSystem } from "./pce-system";
import { isManaged } from "./workload-changes";

/**
 * Deletes the workload with the next bulk call. One that was paired with a VEN meanwhile is released instead: it keeps
 * its labels, loses our mark, and is never unpaired, because that would uninstall the agent.
 */
export async function removeWorkload(
  system: PceSystem,
  workload: Workload,
  ownership: Ownership,
  what: string,
  run: RunContext,
): Promise<void> {
  if (isManaged(workload)) return release(system, workload, what, run);
  try {
    await system.deleteWorkload.add(workload.href);
  } catch (error) {
    if (!(error instanceof BulkItemRefusedError)) throw error;
    const now = await system.client.getWorkload(workload.href);
    if (now && isManaged(now) && isThisIncarnation(now, ownership)) return release(system, now, what, run);
    if (now) throw error;
  }
  system.workloads.remove(workload.href);
}

async function release(system: PceSystem, workload: Workload, what: string, run: RunContext): Promise<void> {
  const released = { external_data_set: null, external_data_reference: null };
  await system.updateWorkload.add({ ...released, href: workload.href });
  system.workloads.put({ ...workload, ...released });
  system.released.add(workload.href);
  run.warn(
    `${what} is paired with a VEN and stays in the PCE with its labels; only the mark of this package was removed. ` +
      "To remove it, unpair the VEN in the PCE",
  );
}
