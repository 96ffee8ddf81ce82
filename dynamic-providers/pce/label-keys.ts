import type { CheckFailure } from "../engine/resource-provider";
import { isUnknown } from "../engine/unknown";
import { BUILT_IN_LABEL_KEYS, type PceSystem } from "./pce-system";

/**
 * Reports keys that no label of this PCE can have. The PCE is asked once per run, and only when a key is not built
 * in; without credentials such a key passes, and the PCE decides at create.
 */
export async function checkLabelKeys(
  keys: readonly { key: string; property: string }[],
  systemAtHand: () => PceSystem | undefined,
  failures: CheckFailure[],
): Promise<void> {
  const unusual = keys.filter(
    ({ key }) => !isUnknown(key) && !(BUILT_IN_LABEL_KEYS as readonly string[]).includes(key),
  );
  if (unusual.length === 0) return;
  const known = await systemAtHand()?.labelKeys();
  if (!known) return;
  for (const { key, property } of unusual) {
    if (known.has(key)) continue;
    failures.push({ property, reason: `unknown label key '${key}'; this PCE has ${[...known].join(", ")}` });
  }
}
