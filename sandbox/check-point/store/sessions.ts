import { randomBytes } from "node:crypto";
import { type Random, randomUuid } from "../../http/random";
import { ApiError, notFound, wrongSession } from "../api/api-error";
import type { Domain } from "./domain";
import { Session } from "./session";

export interface NewSession {
  readonly user: string;
  readonly domain: Domain;
  readonly readOnly?: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly timeoutInSeconds?: number;
  /** @default "WEB_API" */
  readonly application?: string;
}

export const DEFAULT_TIMEOUT_IN_SECONDS = 600;

/**
 * The open sessions of a management server.
 *
 * A session with changes outlives its logout and its timeout, and its locks stay; one without changes is gone.
 * UNCONFIRMED: that every call refreshes the timeout.
 */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly random: Random,
    private readonly now: () => number,
    private readonly expiredKeepLocks: () => boolean,
  ) {}

  all(): readonly Session[] {
    this.expire();
    return [...this.#sessions.values()];
  }

  /** @throws ApiError when there is none */
  get(uid: string): Session {
    const session = this.all().find((one) => one.uid === uid);
    if (session === undefined) throw notFound(uid);
    return session;
  }

  open(wanted: NewSession): Session {
    const session = new Session({
      uid: randomUuid(this.random),
      user: wanted.user,
      domain: wanted.domain,
      application: wanted.application ?? "WEB_API",
      readOnly: wanted.readOnly ?? false,
      name: wanted.name ?? "",
      description: wanted.description ?? "",
      timeoutInSeconds: wanted.timeoutInSeconds ?? DEFAULT_TIMEOUT_IN_SECONDS,
      now: this.now(),
    });
    this.#sessions.set(session.uid, session);
    return this.connect(session);
  }

  /** Gives a session to a client that logs in. */
  connect(session: Session): Session {
    session.sid = randomBytes(32).toString("base64url");
    session.isExpired = false;
    session.lastLoginAt = this.now();
    session.lastCallAt = this.now();
    return session;
  }

  /** The session of a call, whose timeout begins anew. @throws ApiError when the sid is of none */
  ofCall(sid: string): Session {
    const session = this.all().find((one) => one.sid === sid);
    if (session === undefined) throw wrongSession(sid);
    session.lastCallAt = this.now();
    return session;
  }

  /** What `continue-last-session` goes on with. @throws ApiError when there is more than one */
  toContinue(user: string, domain: Domain): Session | undefined {
    const left = this.all().filter(
      (one) => one.user === user && one.domain === domain && one.sid === undefined && one.writes > 0,
    );
    if (left.length < 2) return left[0];
    throw new ApiError(
      400,
      "err_login_failed_more_than_one_opened_session",
      "Login failed: the administrator has more than one session that can be continued",
    );
  }

  logout(session: Session): void {
    session.sid = undefined;
    this.#dropIfEmpty(session);
  }

  /** @returns the number of changes that are gone */
  discard(session: Session): number {
    const changes = session.writes;
    session.clear();
    session.domain.unlock(session.uid);
    if (session.sid === undefined) this.#dropIfEmpty(session);
    return changes;
  }

  /** Ends a session as its timeout does. */
  timeOut(session: Session): void {
    session.sid = undefined;
    session.isExpired = true;
    if (!this.expiredKeepLocks() && session.publishing === undefined) this.discard(session);
    this.#dropIfEmpty(session);
  }

  /** Ends sessions whose time is over. */
  expire(): void {
    for (const session of [...this.#sessions.values()]) {
      const isOver = this.now() > session.lastCallAt + session.timeoutInSeconds * 1000;
      if (session.sid !== undefined && isOver) this.timeOut(session);
    }
  }

  /** A publish has ended: a session that nobody uses any more and that has no changes goes. */
  settled(session: Session): void {
    if (session.sid === undefined) this.#dropIfEmpty(session);
  }

  #dropIfEmpty(session: Session): void {
    const holds = session.domain.holders.has(session.uid);
    if (session.writes === 0 && !holds && session.publishing === undefined)
      this.#sessions.delete(session.uid);
  }
}
