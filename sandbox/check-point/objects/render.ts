import { type CpObject, networkTypes } from "../store/cp-object";
import type { Domain } from "../store/domain";
import type { Session } from "../store/session";

export type DetailsLevel = "uid" | "standard" | "full";

const ICONS: Readonly<Record<string, string>> = {
  host: "Objects/host",
  group: "General/group",
  tag: "Objects/tag",
  package: "Blades/Access",
  "data-center-server": "NetworkObjects/ExternalDataSource",
  "data-center-query": "NetworkObjects/ExternalDataQuery",
  "simple-gateway": "NetworkObjects/CheckPoint/GWs/xGW_CP",
};

export const domainOf = ({ uid, name, type }: Domain): object => ({ uid, name, "domain-type": type });

/** `2026-11-29T19:43+0000` beside milliseconds. */
export const time = (at: number): object => ({
  posix: at,
  "iso-8601": `${new Date(at).toISOString().slice(0, 16)}+0000`,
});

/** How an object stands in lists and in other objects. */
export function short(
  session: Session,
  { uid, name, type, color, fields }: CpObject,
): Record<string, unknown> {
  const addresses = Object.entries(fields).filter(
    ([key]) => key === "ipv4-address" || key === "ipv6-address",
  );
  const domain = domainOf(session.domain);
  return { uid, name, type, domain, icon: ICONS[type], color, ...Object.fromEntries(addresses) };
}

/** An object with everything. */
export function full(
  session: Session,
  object: CpObject,
  groups: readonly CpObject[],
): Record<string, unknown> {
  const tags = object.tags.flatMap((uid) => session.get(uid) ?? []);
  const members = [...object.members].flatMap((uid) => session.get(uid) ?? []);
  return {
    ...short(session, object),
    "meta-info": metaInfo(session, object),
    tags: tags.map((tag) => short(session, tag)),
    "read-only": session.readOnly,
    comments: object.comments,
    ...(networkTypes.has(object.type) ? { groups: groups.map((group) => short(session, group)) } : {}),
    ...(object.type === "group" ? { members: members.map((member) => short(session, member)) } : {}),
    ...object.fields,
  };
}

function metaInfo(session: Session, { uid, created, modified, errors }: CpObject): object {
  return {
    ...lockOf(session, uid),
    "validation-state": errors.length === 0 ? "ok" : "error",
    "last-modify-time": time(modified.at),
    "last-modifier": modified.by,
    "creation-time": time(created.at),
    creator: created.by,
  };
}

function lockOf(session: Session, uid: string): object {
  const holder = session.domain.locks.get(uid);
  if (holder === undefined) return { lock: "unlocked" };
  if (holder === session.uid) return { lock: "locked by current session" };
  const admin = session.domain.holders.get(holder);
  return { lock: "locked by other session", "locking-admin": admin, "locking-session-id": holder };
}
