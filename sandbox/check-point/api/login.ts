import { time } from "../objects/render";
import type { Admin } from "../store/admins";
import type { Domain } from "../store/domain";
import type { Session } from "../store/session";
import { DEFAULT_TIMEOUT_IN_SECONDS } from "../store/sessions";
import type { CheckPointStore } from "../store/store";
import { loginFailed, missingParameter } from "./api-error";
import { checkParameters, flag, type Parameters, type Payload, text, whole } from "./parameters";

const parameters: Parameters = {
  user: text,
  password: text,
  "api-key": text,
  domain: text,
  "continue-last-session": flag,
  "read-only": flag,
  "session-name": text,
  "session-description": text,
  "session-comments": text,
  "session-timeout": whole(10, 3600),
  "enter-last-published-session": flag,
};

/**
 * Answers `login`. A read-only session has no `uid` in the answer.
 *
 * UNCONFIRMED: `url`, `session-timeout` and `last-login-was-at` of the answer, `enter-last-published-session`, and that a
 * read-only login may have the name of a session.
 */
export function login(
  store: CheckPointStore,
  payload: Payload,
  url: string,
): { readonly session: Session; readonly body: object } {
  checkParameters(payload, parameters);
  const admin = authenticate(store, payload);
  const id = payload["domain"] as string | undefined;
  const domain = id === undefined ? store.defaultDomain : store.domain(id);
  if (domain === undefined) throw loginFailed();
  const session = sessionFor(store, admin, domain, payload);
  const body = {
    sid: session.sid,
    ...(session.readOnly ? {} : { uid: session.uid }),
    url,
    "session-timeout": session.timeoutInSeconds,
    "last-login-was-at": time(session.lastLoginAt),
    ...(session.readOnly ? { "read-only": true } : {}),
    "api-server-version": store.behaviour.apiVersion,
  };
  return { session, body };
}

function authenticate(store: CheckPointStore, payload: Payload): Admin {
  const { user, password, "api-key": apiKey } = payload as Record<string, string | undefined>;
  if (apiKey === undefined && user === undefined) throw missingParameter("user");
  if (apiKey === undefined && password === undefined) throw missingParameter("password");
  const admin =
    apiKey === undefined ? store.admins.byPassword(user!, password!) : store.admins.byApiKey(apiKey);
  if (admin === undefined) throw loginFailed();
  if (admin.locked === true) throw loginFailed("Administrator account is locked.");
  if (admin.apiRefused === true)
    throw loginFailed(
      "API authentication to server 127.0.0.1 failed. Check that you have permission to login through API",
    );
  return admin;
}

/** UNCONFIRMED: that `continue-last-session` makes a new session where there is none to continue. */
function sessionFor(store: CheckPointStore, admin: Admin, domain: Domain, payload: Payload): Session {
  const name = payload["session-name"] as string | undefined;
  const description = payload["session-description"] as string | undefined;
  const timeoutInSeconds = payload["session-timeout"] as number | undefined;
  const last =
    payload["continue-last-session"] === true ? store.sessions.toContinue(admin.name, domain) : undefined;
  if (last === undefined)
    return store.sessions.open({
      user: admin.name,
      domain,
      readOnly: payload["read-only"] === true && payload["continue-last-session"] !== true,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(timeoutInSeconds === undefined ? {} : { timeoutInSeconds }),
    });
  last.name = name ?? last.name;
  last.description = description ?? last.description;
  last.timeoutInSeconds = timeoutInSeconds ?? DEFAULT_TIMEOUT_IN_SECONDS;
  return store.sessions.connect(last);
}
