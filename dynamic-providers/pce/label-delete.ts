import { isHttpStatusError } from "../../core/errors";
import type { PceSystem } from "./pce-system";

/**
 * Deletes a label. Workloads that this run released kept it; where that is all that holds it back, it is taken off
 * them first.
 */
export async function deleteLabel(system: PceSystem, href: string): Promise<void> {
  try {
    await system.client.deleteLabel(href);
  } catch (error) {
    if (!isOnWorkload(error) || !(await takeOffReleased(system, href))) throw error;
    await system.client.deleteLabel(href);
  }
  system.labels.remove(href);
}

async function takeOffReleased(system: PceSystem, href: string): Promise<boolean> {
  const released = await Promise.all([...system.released].map((workload) => system.workloads.get(workload)));
  const carriers = released.filter((workload) => workload?.labels?.some((label) => label.href === href));
  await Promise.all(
    carriers.map(async (workload) => {
      const labels = workload!.labels!.filter((label) => label.href !== href);
      const references = labels.map((label) => ({ href: label.href }));
      await system.updateWorkload.add({ href: workload!.href, labels: references });
      system.workloads.put({ ...workload!, labels });
    }),
  );
  return carriers.length > 0;
}

function isOnWorkload(error: unknown): boolean {
  return isHttpStatusError(error) && error.tokens.includes("label_still_has_associated_agent_info");
}
