import type { Checks } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { isUnknown } from "../../../core/checks/unknown";
import { BUILT_IN_LABEL_KEYS } from "../../../core/labels/built-in-keys";
import type { PceSystem } from "./pce-system";

/** The connection that the program names; undefined where it names none, or a preview does not know it. */
export function connectionOf({ connection }: JsonRecord): string | undefined {
  return typeof connection === "string" ? connection : undefined;
}

/**
 * Reports keys that no label of this PCE can have. The PCE is asked once per run, and only when a key is not built
 * in; without credentials such a key passes, and the PCE decides at create.
 */
export async function checkLabelKeys(
  keys: readonly { key: string; at: Checks }[],
  systemAtHand: () => PceSystem | undefined,
): Promise<void> {
  const unusual = keys.filter(
    ({ key }) => !isUnknown(key) && !(BUILT_IN_LABEL_KEYS as readonly string[]).includes(key),
  );
  if (unusual.length === 0) return;
  const known = await systemAtHand()?.labelKeys();
  if (!known) return;
  for (const { key, at } of unusual) {
    if (known.has(key)) continue;
    at.fail(`unknown label key '${key}'; this PCE has ${[...known].join(", ")}`);
  }
}
