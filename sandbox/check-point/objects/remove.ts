import type { Call } from "../api/command";
import { flag, type Parameters } from "../api/parameters";
import type { ObjectType } from "../store/cp-object";
import { detailsLevel, identification } from "./common";
import { groupsWith, objectOf } from "./find";
import { erase, judge } from "./save";

export const removeParameters: Parameters = {
  ...identification,
  "ignore-warnings": flag,
  "ignore-errors": flag,
  ...detailsLevel,
};

/**
 * Answers `delete-…`.
 *
 * Users report the warning `Object … is used by the following objects: …`. UNCONFIRMED: that `ignore-warnings` does not
 * help, and that `ignore-errors` does not either.
 */
export function removeObject({ payload, session }: Call, type: ObjectType): object {
  const object = objectOf(session, payload, type);
  const users = groupsWith(session, object.uid).map(({ name }) => name);
  if (users.length > 0) {
    const message = `Object ${object.name} is used by the following objects: ${users.join(", ")}`;
    judge(payload, { warnings: [message] });
    judge({}, { errors: [message] });
  }
  erase(session, object);
  return { message: "OK" };
}
