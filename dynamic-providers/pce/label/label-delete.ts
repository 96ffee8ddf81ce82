import { type HttpStatusError, IllumioIacError, isHttpStatusError } from "../../../core/errors";
import { firstTen } from "../../../core/first-ten";
import type { PceSystem } from "../system/pce-system";

/**
 * Deletes a label. Workloads that this run released still carry it; when only they keep the PCE from deleting it, it is
 * taken off them first.
 *
 * @param what name of the label in messages
 * @throws IllumioIacError that names the workloads that carry it
 */
export async function deleteLabel(system: PceSystem, href: string, what: string): Promise<void> {
  try {
    await system.client.deleteLabel(href);
  } catch (error) {
    if (!isOnWorkload(error)) throw error;
    if (!(await takeOffReleased(system, href))) throw await inUse(system, href, what, error);
    await deleteLabel(system, href, what);
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

async function inUse(system: PceSystem, href: string, what: string, cause: Error): Promise<Error> {
  const carriers: string[] = [];
  try {
    for await (const workload of system.client.listWorkloads({ labels: [[href]] }))
      carriers.push(`${workload.hostname || workload.name || "without a name"} (${workload.href})`);
  } catch {
    return cause; // the refusal says more than the failed look-up
  }
  if (carriers.length === 0) return cause;
  const [noun, them] = carriers.length === 1 ? ["workload", "it"] : [`${carriers.length} workloads`, "them"];
  return new IllumioIacError(
    `${what} (${href}) cannot be deleted: ${noun} ${firstTen(carriers)} ${carriers.length === 1 ? "carries" : "carry"} it. ` +
      `Take the label off ${them}, or destroy what declares ${them}, then run this again`,
    { cause },
  );
}

function isOnWorkload(error: unknown): error is HttpStatusError {
  return isHttpStatusError(error) && error.tokens.includes("label_still_has_associated_agent_info");
}
