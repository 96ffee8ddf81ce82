import { answerCommit } from "../config/answer-commit";
import { answerConfig } from "../config/answer-config";
import type { Device } from "../device/device";
import { answerOp } from "../op/answer-op";
import { tablesOf } from "../op/object-commands";
import { versionAnswer } from "../op/system-commands";
import { updateUserId } from "../user-id/update";
import type { Admin, ApiRight } from "./admins";
import { badRequest, failure, notAuthorized, type PanosAnswer } from "./answer";
import type { ApiCall } from "./api-call";

/** Answers a call whose caller is known, on this system or, with `target`, on a firewall behind it. */
export function answerCall(device: Device, call: ApiCall): PanosAnswer {
  const { target, type } = call.params;
  if (type === undefined) throw badRequest('Missing value for parameter "type".');
  device.settle();
  if (target === undefined || !device.isPanorama) return answerHere(device, type, call);
  const firewall = device.managed.get(target);
  if (firewall === undefined) throw failure(undefined, `Device ${target} not connected`);
  firewall.settle();
  return answerHere(firewall, type, call);
}

function answerHere(device: Device, type: string, call: ApiCall): PanosAnswer {
  switch (type) {
    case "version":
      return versionAnswer(device);
    case "op":
      permit(call.admin, "op");
      return answerOp(device, call);
    case "config":
      permit(call.admin, "config");
      return answerConfig(device, call);
    case "commit":
      permit(call.admin, "commit");
      return answerCommit(device, call);
    case "user-id":
      permit(call.admin, "user-id");
      return answerUserId(device, call);
    default:
      throw badRequest(`Illegal value for parameter "type" [${type}].`);
  }
}

function answerUserId(device: Device, call: ApiCall): PanosAnswer {
  const { cmd } = call.params;
  if (cmd === undefined) throw badRequest('Missing value for parameter "cmd".');
  refuseOnPassive(device);
  const { duplicateStopsBatch = false } = device.userId;
  return updateUserId(tablesOf(device, call), cmd, { duplicateStopsBatch, itemFails: call.itemFails });
}

function permit(admin: Admin, right: ApiRight): void {
  if (!admin.rights.has(right)) throw notAuthorized(right);
}

/** A passive firewall takes no changes. A passive Panorama takes them, and hands nothing on. */
function refuseOnPassive(device: Device): void {
  if (!device.isPanorama && device.isPassive)
    throw failure(15, "Operation is not allowed on a passive device");
}
