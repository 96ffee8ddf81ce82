import { missingParameter, notFound } from "../api/api-error";
import type { Payload } from "../api/parameters";
import { type CpObject, networkTypes, type ObjectType } from "../store/cp-object";
import type { Session } from "../store/session";

/** The object that `uid` or `name` of a payload means. @throws ApiError when there is none */
export function objectOf(session: Session, payload: Payload, type: ObjectType): CpObject {
  const uid = payload["uid"] as string | undefined;
  const name = payload["name"] as string | undefined;
  if (uid === undefined && name === undefined) throw missingParameter("uid");
  const found =
    uid === undefined
      ? session.named(name!).find((one) => one.type === type && one.name === name)
      : session.get(uid);
  if (found === undefined || found.type !== type) throw notFound(uid ?? name!);
  return found;
}

/** An object by its uid or its name. @throws ApiError when there is none of these types */
export function resolve(
  session: Session,
  id: string,
  types: ReadonlySet<ObjectType> = networkTypes,
): CpObject {
  const found = session.get(id) ?? session.named(id).find((one) => one.name === id && types.has(one.type));
  if (found === undefined || !types.has(found.type)) throw notFound(id);
  return found;
}

/** Groups that have an object among their own members. */
export const groupsWith = (session: Session, uid: string): CpObject[] =>
  session.all("group").filter(({ members }) => members.has(uid));
