import { badRequest, failure, type PanosAnswer } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import type { Device } from "../device/device";
import { startCommit } from "./commit";
import { readCommit } from "./commit-request";
import { startPush } from "./push";
import { readPush } from "./push-request";

/** Answers `type=commit`, and with `action=all` a push from Panorama. */
export function answerCommit(device: Device, call: ApiCall): PanosAnswer {
  const { cmd, action } = call.params;
  if (cmd === undefined) throw badRequest('Missing value for parameter "cmd".');
  if (action === undefined || action === "" || action === "partial")
    return startCommit(device, call, readCommit(cmd));
  if (action !== "all") throw badRequest(`Illegal value for parameter "action" [${action}].`);
  if (!device.isPanorama) throw failure(17, "commit-all is unexpected");
  return startPush(device, call, readPush(cmd));
}
