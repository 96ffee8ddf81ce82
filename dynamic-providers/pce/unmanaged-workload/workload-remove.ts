import type { Workload } from "../../../clients/pce";
import { NO_PAIR } from "../../../core/ownership/external-pair";
import { isManaged } from "../../../core/workloads/workload-fact";
import type { Ownership } from "../../lifecycle/ownership";
import type { RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS } from "../system/external-reference";
import { BulkItemRefusedError, type PceSystem } from "../system/pce-system";

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
    if (now && isManaged(now) && PCE_MARKS.isThisIncarnation(now, ownership))
      return release(system, now, what, run);
    if (now) throw error;
  }
  system.workloads.remove(workload.href);
  await system.written.announce({ href: workload.href, title: what, fate: "deleted" }, [workload], run);
}

async function release(system: PceSystem, workload: Workload, what: string, run: RunContext): Promise<void> {
  await system.updateWorkload.add({ ...NO_PAIR, href: workload.href });
  system.workloads.put({ ...workload, ...NO_PAIR });
  system.released.add(workload.href);
  run.warn(
    `${what} is paired with a VEN and stays in the PCE with its labels; only the mark of this package was removed. ` +
      "To remove it, unpair the VEN in the PCE",
  );
}
