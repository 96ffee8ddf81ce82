import type { Call, Commands } from "../api/command";
import { changeOfTexts, flag, text, texts } from "../api/parameters";
import { answerObject } from "../objects/answer";
import {
  changedObject,
  changeParameters,
  detailsLevel,
  identification,
  nameErrors,
  newObject,
  newParameters,
  regrouped,
  withErrors,
} from "../objects/common";
import { objectOf } from "../objects/find";
import { assertNoLoop, membersAfter } from "../objects/group";
import { listObjects, listParameters } from "../objects/listing";
import { removeObject, removeParameters } from "../objects/remove";
import { judge, save } from "../objects/save";
import type { CpObject } from "../store/cp-object";

export const commands: Commands = {
  "add-group": {
    parameters: { ...newParameters, members: texts },
    required: ["name"],
    writes: true,
    run(call) {
      const members = membersAfter(call.session, new Set(), call.payload["members"]);
      return write(call, { ...newObject(call, "group"), members });
    },
  },

  "set-group": {
    parameters: { ...identification, ...changeParameters, members: changeOfTexts, "new-name": text },
    writes: true,
    run(call) {
      const before = objectOf(call.session, call.payload, "group");
      const members = membersAfter(call.session, before.members, call.payload["members"]);
      return write(call, { ...changedObject(call, before), members });
    },
  },

  "delete-group": {
    parameters: removeParameters,
    writes: true,
    run: (call) => removeObject(call, "group"),
  },

  "show-group": {
    parameters: { ...identification, ...detailsLevel, "dereference-group-members": flag },
    run: (call) => answerObject(call, objectOf(call.session, call.payload, "group")),
  },

  "show-groups": { parameters: listParameters, run: (call) => listObjects(call, "group") },
};

function write(call: Call, group: CpObject): object {
  const { payload, session } = call;
  assertNoLoop(session, group);
  const outer = regrouped(call, group);
  const errors = nameErrors(session, group);
  judge(payload, { errors });
  const saved = withErrors(payload, group, errors);
  save(session, saved, ...outer);
  return answerObject(call, saved);
}
