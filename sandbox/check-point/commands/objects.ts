import { invalidParameter, notFound } from "../api/api-error";
import type { Commands } from "../api/command";
import { listOf, type Payload, record, text } from "../api/parameters";
import { detailsLevel } from "../objects/common";
import { objectOf } from "../objects/find";
import { hostFields } from "../objects/host";
import { short } from "../objects/render";
import type { CpObject, ObjectType } from "../store/cp-object";
import type { Session } from "../store/session";

export const commands: Commands = {
  "show-object": {
    parameters: { uid: text, ...detailsLevel },
    required: ["uid"],
    run({ payload, session }) {
      const uid = payload["uid"] as string;
      const object = session.get(uid);
      if (object === undefined) throw notFound(uid);
      return { object: short(session, object) };
    },
  },

  /** It does not see a difference in `groups`. */
  equals: {
    parameters: { type: text, params: record },
    required: ["type", "params"],
    run({ payload, session }) {
      const type = payload["type"] as ObjectType;
      if (type !== "host" && type !== "group")
        throw invalidParameter("type", `Only host and group are compared here, not '${type}'`);
      const params = payload["params"] as Payload;
      return { equals: isEqual(session, objectOf(session, params, type), params) };
    },
  },
};

const COMPARED = ["ipv4-address", "ipv6-address", "interfaces", "nat-settings", "host-servers"];

function isEqual(session: Session, object: CpObject, params: Payload): boolean {
  const wanted = object.type === "host" ? hostFields(object.fields, params) : object.fields;
  const names = (uids: Iterable<string>): string[] =>
    [...uids].map((uid) => session.get(uid)?.name ?? uid).sort();
  const sameList = (name: string, uids: Iterable<string>): boolean =>
    params[name] === undefined || String([...listOf(params[name])].sort()) === String(names(uids));
  return (
    COMPARED.every((name) => JSON.stringify(wanted[name]) === JSON.stringify(object.fields[name])) &&
    (["name", "comments", "color"] as const).every(
      (name) => params[name] === undefined || params[name] === object[name],
    ) &&
    sameList("tags", object.tags) &&
    sameList("members", object.members)
  );
}
