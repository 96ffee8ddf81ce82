import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError, isHttpStatusError } from "../../core/errors";
import { HttpClient, type HttpClientOptions } from "../http/http-client";
import type { HttpRequest } from "../http/http-message";
import { redactor } from "../http/redaction";
import type { ServiceNowConnection } from "./connection";
import { readServiceNowError } from "./error-body";

const PATH = "/oauth_token.do";
/** A token is renewed so long before it ends, or after half of its time. */
const MARGIN_IN_SECONDS = 60;

/** What an access token needs at least to be used. */
export interface AccessToken {
  readonly token: string;
  /** Of `performance.now()`. */
  readonly usableUntil: number;
}

/**
 * Tokens of a user by OAuth: by its password first, then by the refresh token, and by its password again when the instance
 * does not take that one any more. Calls that come together share one request.
 */
export class OAuthTokens {
  readonly #connection: ServiceNowConnection;
  readonly #http: HttpClient;
  #current: AccessToken | undefined;
  #refreshToken: string | undefined;
  #asked: Promise<AccessToken> | undefined;

  constructor(connection: ServiceNowConnection, options: HttpClientOptions) {
    this.#connection = connection;
    this.#http = new HttpClient({
      ...options,
      readError: (answer, request) => {
        const { detail = "", ...reading } = readServiceNowError(answer, request, connection.user);
        const hint = [400, 401, 403].includes(answer.status) ? { hint: this.#hint() } : {};
        return { ...reading, ...hint, detail: redactor(this.secrets)(detail) };
      },
    });
  }

  get calls(): number {
    return this.#http.calls;
  }

  /** Tokens that the instance gave, which no error may quote. */
  get secrets(): string[] {
    return [this.#current?.token ?? "", this.#refreshToken ?? ""].filter((secret) => secret !== "");
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** @throws AuthenticationError when the instance takes neither the user nor the client */
  async current(): Promise<AccessToken> {
    const { usableUntil = 0 } = this.#current ?? {};
    if (this.#current !== undefined && performance.now() < usableUntil) return this.#current;
    this.#asked ??= this.#renew().finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  /** Forgets a token that the instance refused, so that the user logs in again. */
  refused({ token }: AccessToken): void {
    if (this.#current?.token !== token) return;
    this.#current = undefined;
    this.#refreshToken = undefined;
  }

  async #renew(): Promise<AccessToken> {
    if (this.#refreshToken !== undefined) {
      try {
        return await this.#ask({ grant_type: "refresh_token", refresh_token: this.#refreshToken });
      } catch (error) {
        if (!isHttpStatusError(error) || ![400, 401, 403].includes(error.status)) throw error;
        this.#refreshToken = undefined;
      }
    }
    const { user, password } = this.#connection;
    return this.#ask({ grant_type: "password", username: user, password });
  }

  async #ask(grant: Readonly<Record<string, string>>): Promise<AccessToken> {
    const { clientId, clientSecret } = this.#connection.oauth!;
    const form = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret });
    const request: HttpRequest = {
      method: "POST",
      path: PATH,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: form.toString(),
      // A second answer has the same token as the first one.
      repeatable: true,
    };
    const { value, answer } = await this.#http.requestJson(request);
    if (!isRecord(value)) throw this.#http.unexpected(request, answer, "a JSON object");
    return this.#taken(value);
  }

  #taken(answer: JsonRecord): AccessToken {
    const { access_token: token, refresh_token: refresh, expires_in: lifespan } = answer;
    if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
      throw new IllumioIacError("ServiceNow answered the login by OAuth without an access token");
    const told = typeof lifespan === "number" || typeof lifespan === "string" ? Number(lifespan) : 0;
    const seconds = told > 0 ? told : MARGIN_IN_SECONDS;
    const usable = Math.max(seconds - MARGIN_IN_SECONDS, seconds / 2);
    this.#current = { token, usableUntil: performance.now() + usable * 1000 };
    this.#refreshToken = typeof refresh === "string" && refresh !== "" ? refresh : undefined;
    return this.#current;
  }

  #hint(): string {
    return (
      "Check client id and client secret, and name and password of the user " +
      `${this.#connection.user}; it must be active, not locked out, and allowed interactive sessions`
    );
  }
}
