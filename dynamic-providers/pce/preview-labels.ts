import type { RunContext } from "../engine/resource-provider";
import { hasUnknown, isUnknown } from "../engine/unknown";
import { labelIndexKey } from "./pce-system";
import type { PceSystems } from "./pce-systems";
import { previewLook } from "./preview-look";
import type { WorkloadInputs } from "./workload-state";

/**
 * Warns of labels that the PCE does not have and that the program has not declared so far. No failure, because a label
 * that is declared further down may still be made in time. Where no settings are at hand, nothing is looked up.
 */
export async function warnOfMissingLabels(
  what: string,
  { labels = {}, connection }: WorkloadInputs,
  systems: PceSystems,
  run: RunContext,
): Promise<void> {
  if (isUnknown(labels) || hasUnknown(connection)) return;
  const isComing = ([key, value]: [string, string]) => systems.previewed.labels.has(`${key}=${value}`);
  const named = Object.entries(labels).filter((label) => !isUnknown(label[1]) && !isComing(label));
  const system = named.length > 0 ? systems.systemAtHand(connection) : undefined;
  if (!system) return;
  const missing = await previewLook(system, run, async () => {
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
