import { notFound } from "../api/api-error";
import type { Call } from "../api/command";
import {
  changeOfTexts,
  flag,
  isRecord,
  listOf,
  oneOf,
  type Parameters,
  type Payload,
  text,
  texts,
} from "../api/parameters";
import type { CpObject, ObjectType } from "../store/cp-object";
import { shareNames } from "../store/object-set";
import type { Session } from "../store/session";
import { color } from "./colors";
import { resolve } from "./find";
import { checkName } from "./names";

export const detailsLevel = { "details-level": oneOf("uid", "standard", "full") };

/** What every command takes that makes an object. */
export const newParameters: Parameters = {
  name: text,
  color,
  comments: text,
  tags: texts,
  groups: texts,
  "ignore-warnings": flag,
  "ignore-errors": flag,
  ...detailsLevel,
};

/** What every command takes that changes an object: of lists, also what is to be added and removed. */
export const changeParameters: Parameters = {
  ...newParameters,
  tags: changeOfTexts,
  groups: changeOfTexts,
};

export const identification: Parameters = { uid: text, name: text };

/** Applies a list that replaces, or what is to be added and removed, to uids. */
export function changed(
  before: readonly string[],
  change: unknown,
  uidOf: (id: string) => string,
): readonly string[] {
  if (change === undefined) return before;
  if (!isRecord(change)) return [...new Set(listOf(change).map(uidOf))];
  const removed = new Set(listOf(change["remove"]).map(uidOf));
  const added = listOf(change["add"]).map(uidOf);
  return [...new Set([...before, ...added])].filter((uid) => !removed.has(uid));
}

/** UNCONFIRMED: that a tag must exist before an object carries it. */
export function tagsOf(session: Session, before: readonly string[], change: unknown): readonly string[] {
  return changed(before, change, (id) => {
    const found = session.get(id) ?? session.named(id).find((one) => one.type === "tag" && one.name === id);
    if (found?.type !== "tag") throw notFound(id);
    return found.uid;
  });
}

/** A new object of a type, with what all types have; the rest is for the type to add. */
export function newObject(call: Call, type: ObjectType): CpObject {
  const { payload, session, store } = call;
  checkName(payload["name"] as string);
  const stamp = { at: store.now(), by: session.user };
  return {
    uid: store.newUid(),
    type,
    name: payload["name"] as string,
    comments: (payload["comments"] as string | undefined) ?? "",
    color: (payload["color"] as string | undefined) ?? "black",
    tags: tagsOf(session, [], payload["tags"]),
    members: new Set(),
    fields: {},
    created: stamp,
    modified: stamp,
    errors: [],
  };
}

/** An object as `set-…` leaves it, with what all types have. */
export function changedObject({ payload, session, store }: Call, before: CpObject): CpObject {
  const name = (payload["new-name"] as string | undefined) ?? before.name;
  if (name !== before.name) checkName(name);
  return {
    ...before,
    name,
    comments: (payload["comments"] as string | undefined) ?? before.comments,
    color: (payload["color"] as string | undefined) ?? before.color,
    tags: tagsOf(session, before.tags, payload["tags"]),
    modified: { at: store.now(), by: session.user },
    errors: [],
  };
}

/**
 * `More than one object named '…' exists.`, if so.
 *
 * UNCONFIRMED: that names which differ in case only are the same name, and that all types of network objects share one
 * space of names.
 */
export function nameErrors(session: Session, object: CpObject): string[] {
  const others = session
    .named(object.name)
    .filter((one) => one.uid !== object.uid && shareNames(one, object));
  return others.length === 0 ? [] : [`More than one object named '${object.name}' exists.`];
}

/** The groups that a write of `groups` changes, as they are then. */
export function regrouped({ payload, session, store }: Call, object: CpObject): CpObject[] {
  if (payload["groups"] === undefined) return [];
  const groups = session.all("group");
  const before = groups.filter(({ members }) => members.has(object.uid)).map(({ uid }) => uid);
  const uidOf = (id: string): string => resolve(session, id, new Set(["group"])).uid;
  const after = new Set(changed(before, payload["groups"], uidOf));
  return groups.flatMap((group) => {
    if (group.members.has(object.uid) === after.has(group.uid)) return [];
    const members = new Set(group.members);
    if (after.has(group.uid)) members.add(object.uid);
    else members.delete(object.uid);
    return [{ ...group, members, modified: { at: store.now(), by: session.user } }];
  });
}

export const withErrors = (payload: Payload, object: CpObject, errors: readonly string[]): CpObject =>
  payload["ignore-errors"] === true ? { ...object, errors } : object;
