import type { Call } from "../api/command";
import type { CpObject } from "../store/cp-object";
import { groupsWith } from "./find";
import { full } from "./render";

/** The body of an answer about one object, which `standard` shows whole too. */
export function answerObject({ payload, session }: Call, object: CpObject): object {
  if (payload["details-level"] === "uid") return { uid: object.uid };
  return full(session, object, groupsWith(session, object.uid));
}
