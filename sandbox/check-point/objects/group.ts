import { validationFailed } from "../api/api-error";
import type { CpObject, ObjectType } from "../store/cp-object";
import type { Session } from "../store/session";
import { changed } from "./common";
import { resolve } from "./find";

/** Types that a group may have as members; data centers may not be members. */
const memberTypes: ReadonlySet<ObjectType> = new Set(["host", "group", "simple-gateway"]);

/**
 * Members after a write.
 *
 * UNCONFIRMED: that adding a member again and removing an object that is no member change nothing and are no errors.
 */
export function membersAfter(
  session: Session,
  before: CpObject["members"],
  change: unknown,
): CpObject["members"] {
  return new Set(changed([...before], change, (id) => resolve(session, id, memberTypes).uid));
}

/** @throws ApiError when a group would be inside itself. UNCONFIRMED: the wording */
export function assertNoLoop(session: Session, group: CpObject): void {
  const seen = new Set<string>();
  const visit = (uid: string): void => {
    if (uid === group.uid) throw validationFailed({ errors: [`Group '${group.name}' contains itself.`] });
    if (seen.has(uid)) return;
    seen.add(uid);
    const inner = session.get(uid);
    if (inner?.type === "group") for (const member of inner.members) visit(member);
  };
  for (const member of group.members) visit(member);
}
