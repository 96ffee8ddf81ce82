import type { Call, Commands } from "../api/command";
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
import { addressWarnings, hostFields, hostParameters, setHostParameters } from "../objects/host";
import { listObjects, listParameters } from "../objects/listing";
import { removeObject, removeParameters } from "../objects/remove";
import { judge, save } from "../objects/save";
import { addressesOf, type CpObject } from "../store/cp-object";

export const commands: Commands = {
  "add-host": {
    parameters: { ...newParameters, ...hostParameters },
    required: ["name"],
    writes: true,
    run: (call) => write(call, { ...newObject(call, "host"), fields: hostFields({}, call.payload) }),
  },

  "set-host": {
    parameters: { ...identification, ...changeParameters, ...setHostParameters },
    writes: true,
    run(call) {
      const before = objectOf(call.session, call.payload, "host");
      const after = { ...changedObject(call, before), fields: hostFields(before.fields, call.payload) };
      return write(call, after, before);
    },
  },

  "delete-host": {
    parameters: removeParameters,
    writes: true,
    run: (call) => removeObject(call, "host"),
  },

  "show-host": {
    parameters: { ...identification, ...detailsLevel },
    run: (call) => answerObject(call, objectOf(call.session, call.payload, "host")),
  },

  "show-hosts": { parameters: listParameters, run: (call) => listObjects(call, "host") },
};

/** Validates a host and writes it, with the groups that it enters or leaves. */
function write(call: Call, host: CpObject, before?: CpObject): object {
  const { payload, session } = call;
  const groups = regrouped(call, host);
  const errors = nameErrors(session, host);
  const sameAddresses = before !== undefined && addressesOf(before).join() === addressesOf(host).join();
  judge(payload, { errors, warnings: sameAddresses ? [] : addressWarnings(session, host) });
  const saved = withErrors(payload, host, errors);
  save(session, saved, ...groups);
  return answerObject(call, saved);
}
