import { failure } from "../api/answer";
import type { Device } from "../device/device";

/**
 * A passive member of a pair takes no writes and no commits. Facts §2.2 name "not allowed on passive device" as what
 * code 15 means; that it holds for configuration, and for Panorama too, is UNCONFIRMED.
 */
export function refuseOnPassive(device: Device): void {
  if (device.isPassive) throw failure(15, "Operation is not allowed on a passive device");
}
