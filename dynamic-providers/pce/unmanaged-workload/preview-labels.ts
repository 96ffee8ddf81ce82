import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import { previewLook } from "../../lifecycle/preview-look";
import type { RunContext } from "../../lifecycle/resource-provider";
import { labelIndexKey } from "../system/pce-system";
import type { PceSystems } from "../system/pce-systems";
import type { WorkloadInputs } from "./workload-state";

/**
 * Warns of labels that the PCE does not have and that the program has not declared so far. This is no failure, because
 * a label that is declared further down may still be made in time. Without settings nothing is looked up.
 */
export async function warnOfMissingLabels(
  what: string,
  { labels = {}, connection }: WorkloadInputs,
  systems: PceSystems,
  run: RunContext,
): Promise<void> {
  if (isUnknown(labels) || hasUnknown(connection)) return;
  const system = systems.systemAtHand(connection);
  if (!system) return;
  const isComing = ([key, value]: [string, string]) => system.planned.hasLabel(key, value);
  const named = Object.entries(labels).filter((label) => !isUnknown(label[1]) && !isComing(label));
  if (named.length === 0) return;
  const missing = await previewLook(system, "PCE", run, async () => {
    const found = await Promise.all(
      named.map(([key, value]) => system.labels.find("keyValue", labelIndexKey(key, value))),
    );
    return named.filter((label, index) => found[index]?.length === 0 && !isComing(label));
  });
  if (!missing || missing.length === 0) return;
  const list = missing.map(([key, value]) => `${key}=${value}`).join(", ");
  run.warn(
    `labels of ${what}: ${list} ${missing.length === 1 ? "does" : "do"} not exist in the PCE ${system.identity.host}, ` +
      "and no Label that was declared before makes it. up fails, unless it is made by then",
  );
}
