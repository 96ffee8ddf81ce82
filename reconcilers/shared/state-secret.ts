import { isRecord } from "../../core/checks/json";

/** Key that marks a secret, an asset and the like in a state (Pulumi, `sdk/go/common/resource/sig`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Whether a value that `pulumi stack export` or `pulumi stack output --json` printed is a secret, shown or not. */
export function isStateSecret(value: unknown): boolean {
  return value === "[secret]" || (isRecord(value) && Object.hasOwn(value, SIGNATURE));
}
