import type { Workload } from "../../../clients/pce";
import { isUnknown } from "../../../core/checks/unknown";
import { IllumioIacError } from "../../../core/errors";
import { firstTen } from "../../../core/first-ten";
import type { Existing } from "../../lifecycle/create-or-take";
import type { RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS } from "../system/external-reference";
import { naturalKey } from "../system/namesakes";
import { differsInCase, warnOfNear } from "../system/near-match";
import type { PceSystem } from "../system/pce-system";
import { titleOf, type WorkloadInputs } from "./workload-state";

/** The existing workload for one that is to be created. */
export function existingWorkload(
  system: PceSystem,
  inputs: WorkloadInputs,
  run: RunContext,
): Existing<Workload> {
  return {
    kind: "UnmanagedWorkload",
    marks: PCE_MARKS,
    nameOf: ({ href }) => titleOf(inputs, href),
    find: () => findExisting(system, inputs, run.owner),
    warnOfNear: async () => {
      if (inputs.adopt !== true || isUnknown(inputs.name)) return;
      const { index, text } = naturalKey(inputs);
      const near = (await system.workloads.all()).filter((workload) => differsInCase(workload[index], text));
      const list = near.map((workload) => `${workload[index]} (${workload.href})`);
      warnOfNear(titleOf(inputs), index, list, run);
    },
  };
}

/**
 * The existing workload for one that is to be created: ours by its reference, or anyone's by exact hostname, or by
 * exact name where no hostname is given. Where several have the hostname, it is the one that also has the name.
 *
 * @throws IllumioIacError when several carry the name and none is ours
 */
async function findExisting(
  system: PceSystem,
  inputs: WorkloadInputs,
  owner: string,
): Promise<Workload | undefined> {
  const [ours] = await system.workloads.find("owner", owner);
  if (ours) return ours;
  const index = inputs.hostname === undefined ? "name" : "hostname";
  const found = await system.workloads.find(index, inputs[index] as string);
  if (found.length <= 1) return found[0];
  if (isUnknown(inputs.name)) return undefined; // a preview cannot tell which one is meant
  const named = found.filter(({ name }) => index === "hostname" && name && name === inputs.name);
  if (named.length === 1) return named[0];
  const list = firstTen(found.map(described));
  const hint =
    index === "hostname"
      ? "`name` decides among them: set it to the name of the one that is meant, or use another hostname"
      : "Remove all but one there, or use another name";
  throw new IllumioIacError(
    `${titleOf(inputs)}: ${found.length} workloads of the PCE have this ${index} (${list}), so it cannot be told which ` +
      `one is meant. ${hint}`,
  );
}

function described({ href, name, managed }: Workload): string {
  return [href, managed ? "with a VEN" : "", name ? `name ${name}` : "without a name"]
    .filter(Boolean)
    .join(", ");
}
