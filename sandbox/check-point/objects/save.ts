import { objectLocked, type Problems, validationFailed } from "../api/api-error";
import type { Payload } from "../api/parameters";
import type { CpObject } from "../store/cp-object";
import type { Session } from "../store/session";

/** @throws ApiError when another session holds it */
export function assertFree(session: Session, uid: string): void {
  const holder = session.domain.locks.get(uid);
  if (holder !== undefined && holder !== session.uid) throw objectLocked();
}

/** Refuses a write with problems, unless it says that they are to be ignored. */
export function judge(payload: Payload, problems: Problems): void {
  const errors = payload["ignore-errors"] === true ? [] : (problems.errors ?? []);
  const ignoresWarnings = payload["ignore-warnings"] === true || payload["ignore-errors"] === true;
  const warnings = ignoresWarnings ? [] : (problems.warnings ?? []);
  if (errors.length > 0 || warnings.length > 0) throw validationFailed({ warnings, errors });
}

/** Writes objects into the session and locks them: all of them or, with a lock of somebody else, none. */
export function save(session: Session, ...objects: readonly CpObject[]): void {
  for (const { uid } of objects) assertFree(session, uid);
  for (const object of objects) {
    session.domain.lock(object.uid, session);
    session.put(object);
  }
}

export function erase(session: Session, object: CpObject): void {
  assertFree(session, object.uid);
  session.domain.lock(object.uid, session);
  session.delete(object.uid);
}
