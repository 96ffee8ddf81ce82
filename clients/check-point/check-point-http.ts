import { setTimeout as sleep } from "node:timers/promises";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import { isHttpStatusError } from "../../core/errors";
import { HttpClient } from "../http/http-client";
import type { ErrorReading } from "../http/http-errors";
import type { HttpAnswer, HttpRequest } from "../http/http-message";
import { sharedTokenBucket } from "../http/token-bucket";
import { CheckPointError, isCheckPointError } from "./check-point-error";
import type { CheckPointConnection } from "./connection";
import { type Refusal, type RefusalKind, readRefusal, refusalText } from "./refusal";

/** Six calls a second, of which 90 may go out at once; the server refuses more than 100 in a second. */
const CALLS_PER_MINUTE = 360;
const MOST_BYTES = 100_000_000;
/**
 * Pauses after the server refused a call because there were too many. It may say so, or answer as to a wrong password; one
 * that is really wrong is sent twice only, because too many failures lock the administrator.
 */
const PAUSES_IN_MS: { readonly [K in RefusalKind]?: readonly number[] } = {
  throttled: [1_000, 3_000],
  login: [2_000],
};

export interface CheckPointClientOptions {
  /** @default 360 */
  readonly callsPerMinute?: number | undefined;
  /** Time for one try of a call. @default 60 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a call with all its tries. @default 180 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** Bytes of one answer. @default 100,000,000 */
  readonly maximumAnswerInBytes?: number | undefined;
  /** Objects of one list. @default 200,000 */
  readonly maximumEntries?: number | undefined;
}

/** A session that a login opened. */
export interface SessionKey {
  readonly sid: string;
  /** Version of the API, which stands in the paths. */
  readonly version: string | undefined;
}

export interface CommandOptions {
  /** What the command does, in words, for errors. */
  readonly what: string;
  /** Whether carrying out the command twice has the same result as once. */
  readonly repeatable: boolean;
}

/** Commands of the management API, before a login or within one session. */
export class CheckPointHttp {
  readonly #http: HttpClient;
  readonly #prefix: string;
  readonly #refusals = new WeakMap<HttpRequest, Refusal>();

  constructor(connection: CheckPointConnection, options: CheckPointClientOptions, session?: SessionKey) {
    const { server, port, login, cloudManagementId } = connection;
    const host = server.includes(":") ? `[${server}]` : server;
    const cloud = cloudManagementId === undefined ? "" : `/${cloudManagementId}`;
    const version = session?.version === undefined ? "" : `/v${session.version}`;
    this.#prefix = `${cloud}/web_api${version}`;
    const secret = "apiKey" in login ? login.apiKey : login.password;
    this.#http = new HttpClient({
      service: "Check Point",
      origin: `https://${host}:${port}`,
      caSetting:
        "CHECK_POINT_CA_FILE in the environment, caCertificate in a function's secret, or checkPoint.certificateSha256",
      caCertificate: connection.caCertificate,
      certificatePin: connection.certificatePin,
      proxyUrl: connection.proxyUrl,
      headers: {
        "content-type": "application/json",
        "user-agent": "illumio-iac",
        ...(session !== undefined && { "x-chkp-sid": session.sid }),
      },
      secrets: session === undefined ? [secret] : [secret, session.sid],
      bucket: sharedTokenBucket(`Check Point ${server}:${port}`, options.callsPerMinute ?? CALLS_PER_MINUTE),
      tryTimeoutInSeconds: options.tryTimeoutInSeconds ?? 60,
      totalTimeoutInSeconds: options.totalTimeoutInSeconds ?? 180,
      maximumAnswerInBytes: options.maximumAnswerInBytes ?? MOST_BYTES,
      readError: (answer, request) => this.#readError(answer, request),
    });
  }

  get calls(): number {
    return this.#http.calls;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /**
   * Sends a command; one that the server refused because there were too many, again after a pause.
   *
   * @throws CheckPointError when the server refuses it; HttpStatusError for an answer that is not one of the API;
   *   NetworkError when none came
   */
  async command(name: string, body: object, options: CommandOptions): Promise<JsonRecord> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#send(name, body, options);
      } catch (error) {
        const pause = isCheckPointError(error) ? PAUSES_IN_MS[error.kind]?.[tries] : undefined;
        if (pause === undefined) throw error;
        await sleep(pause);
      }
    }
  }

  async #send(name: string, body: object, { what, repeatable }: CommandOptions): Promise<JsonRecord> {
    const path = `${this.#prefix}/${name}`;
    const request: HttpRequest = { method: "POST", path, body: JSON.stringify(body), repeatable };
    try {
      const { value, answer } = await this.#http.requestJson(request);
      if (isRecord(value)) return value;
      throw this.#http.unexpected(request, answer, "a JSON object");
    } catch (error) {
      const refusal = this.#refusals.get(request);
      if (refusal === undefined || !isHttpStatusError(error)) throw error;
      throw new CheckPointError(what, error.status, refusal);
    }
  }

  #readError({ status, body }: HttpAnswer, request: HttpRequest): ErrorReading {
    const text = body.toString("utf8");
    const refusal = readRefusal(status, text);
    if (refusal === undefined) return { detail: pageText(text), hint: HINTS[status] };
    const redact = (line: string) => this.#http.redact(line).slice(0, 1000);
    const clean: Refusal = {
      kind: refusal.kind,
      code: redact(refusal.code),
      message: redact(refusal.message),
      warnings: refusal.warnings.map(redact),
      errors: refusal.errors.map(redact),
    };
    this.#refusals.set(request, clean);
    return { tokens: [clean.code], detail: refusalText(clean) };
  }
}

const HINTS: Readonly<Record<number, string>> = {
  403:
    "The API of a management server accepts calls from the server itself only, until this is changed: in SmartConsole, " +
    "Manage & Settings > Blades > Management API > Advanced Settings, admit the addresses that call it, then run 'api restart' on the server",
  404: "Check server and port, and in Smart-1 Cloud the cloudManagementId",
};

/** The words of a page. */
function pageText(text: string): string {
  return text
    .slice(0, 20_000)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 4000);
}
