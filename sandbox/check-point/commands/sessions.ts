import { ApiError } from "../api/api-error";
import type { Commands } from "../api/command";
import { flag, text } from "../api/parameters";
import { detailsLevel } from "../objects/common";
import { filterOf, inOrder, page, pageParameters } from "../objects/listing";
import { domainOf, time } from "../objects/render";
import { startPublish } from "../store/publish";
import type { Session } from "../store/session";

export const commands: Commands = {
  logout: {
    parameters: {},
    run({ store, session }) {
      store.sessions.logout(session);
      return { message: "OK" };
    },
  },

  /** UNCONFIRMED: the answer. */
  keepalive: { parameters: {}, run: () => ({ message: "OK" }) },

  "show-session": {
    parameters: { uid: text, "detailed-admin-info": flag, ...detailsLevel },
    run: ({ payload, store, session }) =>
      shown(payload["uid"] === undefined ? session : store.sessions.get(payload["uid"] as string)),
  },

  /** UNCONFIRMED: that `standard` shows no more than name and domain. */
  "show-sessions": {
    parameters: { ...pageParameters, "view-published-sessions": flag },
    run({ payload, store, session }) {
      const filter = filterOf(payload["filter"] as string | undefined);
      const sessions = store.sessions
        .all()
        .filter((one) => one.domain === session.domain)
        .filter((one) => filter([one.name, one.description, one.user, one.application, one.uid]));
      return page(payload, inOrder(sessions, payload["order"]), (one) => {
        if (payload["details-level"] === "uid") return one.uid;
        return payload["details-level"] === "full" ? shown(one) : summary(one);
      });
    },
  },

  /** UNCONFIRMED: `number-of-discarded-changes`, and that it counts writes. */
  discard: {
    parameters: { uid: text },
    run({ payload, store, session }) {
      const uid = payload["uid"] as string | undefined;
      const target = uid === undefined ? session : store.sessions.get(uid);
      if (target.publishing !== undefined)
        throw new ApiError(400, "generic_error", "Runtime error: A publish of this session is in progress.");
      return { message: "OK", "number-of-discarded-changes": store.sessions.discard(target) };
    },
  },

  publish: {
    parameters: { uid: text },
    writes: true,
    run({ payload, store, session }) {
      const uid = payload["uid"] as string | undefined;
      if (uid !== undefined && store.sessions.get(uid) !== session)
        throw new ApiError(
          501,
          "not_implemented",
          "Publishing other than current session is not implemented",
        );
      return { "task-id": startPublish(store, session).uid };
    },
  },
};

const summary = ({ uid, name, domain }: Session): Record<string, unknown> => ({
  uid,
  ...(name === "" ? {} : { name }),
  type: "session",
  domain: domainOf(domain),
});

/** UNCONFIRMED: all but `uid`, `name`, `application` and `user-name`, as far as the vendor's reference does not show it. */
function shown(session: Session): Record<string, unknown> {
  const held = [...session.domain.locks.values()].filter((holder) => holder === session.uid);
  return {
    ...summary(session),
    state: "open",
    "user-name": session.user,
    description: session.description,
    "last-login-time": time(session.lastLoginAt),
    "expired-session": session.isExpired,
    application: session.application,
    changes: session.writes,
    "in-work": session.sid !== undefined,
    "ip-address": "127.0.0.1",
    locks: held.length,
    "connection-mode": session.readOnly ? "read only" : "read write",
    "session-timeout": session.timeoutInSeconds,
    comments: "",
    color: "black",
    icon: "Objects/worksession",
    tags: [],
    "meta-info": {
      lock: "unlocked",
      "validation-state": "ok",
      "last-modify-time": time(session.lastCallAt),
      "last-modifier": session.user,
      "creation-time": time(session.startedAt),
      creator: session.user,
    },
    "read-only": session.readOnly,
  };
}
