import type { Commands } from "../api/command";
import { answerObject } from "../objects/answer";
import { detailsLevel, identification, nameErrors, newObject, newParameters } from "../objects/common";
import { objectOf } from "../objects/find";
import { listObjects, listParameters } from "../objects/listing";
import { judge, save } from "../objects/save";

const { groups: _, ...tagParameters } = newParameters;

export const commands: Commands = {
  "add-tag": {
    parameters: tagParameters,
    required: ["name"],
    writes: true,
    run(call) {
      const tag = newObject(call, "tag");
      judge({}, { errors: nameErrors(call.session, tag) });
      save(call.session, tag);
      return answerObject(call, tag);
    },
  },

  "show-tag": {
    parameters: { ...identification, ...detailsLevel },
    run: (call) => answerObject(call, objectOf(call.session, call.payload, "tag")),
  },

  "show-tags": { parameters: listParameters, run: (call) => listObjects(call, "tag") },
};
