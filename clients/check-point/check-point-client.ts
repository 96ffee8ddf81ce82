import { IllumioIacError } from "../../core/errors";
import type { CheckPointClientOptions } from "./check-point-http";
import { CheckPointHttp } from "./check-point-http";
import { CheckPointSession } from "./check-point-session";
import { type CheckPointConnection, SealedCheckPointConnection } from "./connection";
import { textOf } from "./shapes";

export interface LoginOptions {
  /** Name of the session, which other administrators see. */
  readonly name: string;
  readonly description?: string;
  /** Idle time after which the session ends, 10 to 3600 seconds. @default 600 */
  readonly timeoutInSeconds?: number;
  /** A session that sees only what is published, and changes nothing. @default false */
  readonly readOnly?: boolean;
}

/**
 * A management server through its web API. TLS is always verified. Each login opens a session, a private workspace: what
 * it changes is locked for others until it is published or discarded.
 *
 * @see Check Point, "Management API Reference"
 */
export class CheckPointClient {
  readonly connection: CheckPointConnection;
  readonly #options: CheckPointClientOptions;
  readonly #http: CheckPointHttp;
  readonly #sessions: CheckPointHttp[] = [];

  constructor(connection: CheckPointConnection, options: CheckPointClientOptions = {}) {
    this.connection = new SealedCheckPointConnection(connection);
    this.#options = options;
    this.#http = new CheckPointHttp(connection, options);
  }

  /** Requests sent so far, every try counted. */
  get calls(): number {
    return this.#sessions.reduce((sum, { calls }) => sum + calls, this.#http.calls);
  }

  /** Closes connections. A session that is not logged out stays on the server. */
  async close(): Promise<void> {
    await Promise.all([this.#http, ...this.#sessions].map((http) => http.close()));
  }

  /** @throws CheckPointError of kind `login` when the server knows no such administrator */
  async login({ name, description, timeoutInSeconds, readOnly }: LoginOptions): Promise<CheckPointSession> {
    const { login, domain, server } = this.connection;
    const who =
      "apiKey" in login ? { "api-key": login.apiKey } : { user: login.user, password: login.password };
    const body = {
      ...who,
      ...(domain !== undefined && { domain }),
      ...(readOnly === true && { "read-only": true }),
      // A read-only session has no name.
      ...(readOnly !== true && { "session-name": name }),
      ...(readOnly !== true && description !== undefined && { "session-description": description }),
      ...(timeoutInSeconds !== undefined && { "session-timeout": timeoutInSeconds }),
    };
    const answer = await this.#http.command("login", body, { what: "the login", repeatable: false });
    const sid = textOf(answer["sid"]);
    if (sid === "") throw new IllumioIacError(`${server} answered the login without a session id`);
    const version = textOf(answer["api-server-version"]);
    const isVersion = /^\d+(\.\d+)*$/.test(version);
    const http = new CheckPointHttp(this.connection, this.#options, {
      sid,
      version: isVersion ? version : undefined,
    });
    this.#sessions.push(http);
    return new CheckPointSession(http, textOf(answer["uid"]), this.#options.maximumEntries);
  }
}
