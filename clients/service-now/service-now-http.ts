import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError, isAuthenticationError } from "../../core/errors";
import { HttpClient, type HttpClientOptions } from "../http/http-client";
import { type HttpAnswer, type HttpRequest, header } from "../http/http-message";
import { sharedTokenBucket } from "../http/token-bucket";
import type { ServiceNowConnection } from "./connection";
import { errorText, readServiceNowError } from "./error-body";
import { type AccessToken, OAuthTokens } from "./oauth-tokens";

/** Five calls a second, of which 75 may go out at once. */
const CALLS_PER_MINUTE = 300;
const MOST_BYTES = 100_000_000;

export interface ServiceNowClientOptions {
  /** @default 300 */
  readonly callsPerMinute?: number | undefined;
  /** Time for one try of a call. @default 60 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a call with all its tries. @default 180 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** Bytes of one answer. @default 100,000,000 */
  readonly maximumAnswerInBytes?: number | undefined;
  /** Records of one list. @default 200,000 */
  readonly maximumEntries?: number | undefined;
}

/** Calls of an instance, by a user with a password or with tokens of OAuth. */
export class ServiceNowHttp {
  readonly #connection: ServiceNowConnection;
  readonly #options: HttpClientOptions;
  readonly #tokens: OAuthTokens | undefined;
  /** The latest is used; earlier ones end what they have under way, and count their calls. */
  readonly #clients: HttpClient[] = [];
  #token: AccessToken | undefined;

  constructor(connection: ServiceNowConnection, options: ServiceNowClientOptions) {
    const { instance, port, user, password, oauth } = connection;
    const host = instance.includes(":") ? `[${instance}]` : instance;
    this.#connection = connection;
    this.#options = {
      service: "ServiceNow",
      origin: `https://${host}:${port}`,
      caSetting: "SERVICE_NOW_CA_FILE in the environment, or caCertificate in a function's secret",
      caCertificate: connection.caCertificate,
      proxyUrl: connection.proxyUrl,
      headers: { accept: "application/json", "user-agent": "illumio-iac" },
      secrets: [password, basic(user, password), ...(oauth === undefined ? [] : [oauth.clientSecret])],
      bucket: sharedTokenBucket(
        `ServiceNow ${instance}:${port} ${user}`,
        options.callsPerMinute ?? CALLS_PER_MINUTE,
      ),
      tryTimeoutInSeconds: options.tryTimeoutInSeconds ?? 60,
      totalTimeoutInSeconds: options.totalTimeoutInSeconds ?? 180,
      maximumAnswerInBytes: options.maximumAnswerInBytes ?? MOST_BYTES,
      readError: (answer, request) => readServiceNowError(answer, request, user),
    };
    if (oauth !== undefined) this.#tokens = new OAuthTokens(connection, this.#options);
  }

  get calls(): number {
    return this.#clients.reduce((sum, { calls }) => sum + calls, this.#tokens?.calls ?? 0);
  }

  async close(): Promise<void> {
    await Promise.all([this.#tokens, ...this.#clients].map((client) => client?.close()));
  }

  /**
   * Sends a request and reads the answer, an object with `result`. A token that is refused is replaced once.
   *
   * @throws HttpStatusError; IllumioIacError for an answer that is cut; NetworkError when none came
   */
  async request(request: HttpRequest): Promise<{ readonly result: unknown; readonly answer: HttpAnswer }> {
    const token = await this.#tokens?.current();
    try {
      return await this.#send(this.#clientFor(token), request);
    } catch (error) {
      if (token === undefined || !isAuthenticationError(error)) throw error;
      this.#tokens!.refused(token);
      return this.#send(this.#clientFor(await this.#tokens!.current()), request);
    }
  }

  async #send(
    http: HttpClient,
    request: HttpRequest,
  ): Promise<{ readonly result: unknown; readonly answer: HttpAnswer }> {
    const headers: Record<string, string> =
      request.body === undefined ? {} : { "content-type": "application/json" };
    const answer = await http.request({ ...request, headers });
    const value = wholeObject(http, request, answer);
    const said = errorText(value);
    if (said !== undefined)
      throw new IllumioIacError(
        `ServiceNow gave up on ${nameOf(request)}: ${http.redact(said).slice(0, 1000)}. Nothing of the answer was used`,
      );
    if (!Object.hasOwn(value, "result")) throw http.unexpected(request, answer, "an object with result");
    return { result: value["result"], answer };
  }

  /** A client of its own for each token, so that no error quotes one. */
  #clientFor(token: AccessToken | undefined): HttpClient {
    const latest = this.#clients.at(-1);
    if (latest !== undefined && token?.token === this.#token?.token) return latest;
    this.#token = token;
    const { user, password } = this.#connection;
    const authorization = token === undefined ? `Basic ${basic(user, password)}` : `Bearer ${token.token}`;
    const client = new HttpClient({
      ...this.#options,
      headers: { ...this.#options.headers, authorization },
      secrets: [...this.#options.secrets!, ...(this.#tokens?.secrets ?? [])],
    });
    this.#clients.push(client);
    return client;
  }
}

/** @throws IllumioIacError for JSON that ends in its middle, which large pages and slow queries do */
function wholeObject(http: HttpClient, request: HttpRequest, answer: HttpAnswer): JsonRecord {
  const text = answer.body.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    if (!text.trimStart().startsWith("{")) throw http.unexpected(request, answer, "JSON", cause);
    const cancelled = /Transaction cancelled[^"\\]{0,200}/.exec(text)?.[0];
    throw new IllumioIacError(
      cancelled === undefined
        ? `ServiceNow's answer to ${nameOf(request)} is cut: its ${answer.body.length} bytes are no whole JSON text. Nothing of it was used`
        : `ServiceNow gave up in the middle of its answer to ${nameOf(request)}: ${http.redact(cancelled)}. Nothing of it was used`,
    );
  }
  if (!isRecord(value)) throw http.unexpected(request, answer, "a JSON object");
  return value;
}

/** Records that a query finds, by the header of a page; undefined where it says nothing of use. */
export function totalCount(answer: HttpAnswer): number | undefined {
  const text = header(answer, "x-total-count") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const nameOf = ({ method, path }: HttpRequest): string => `${method} ${path}`;

const basic = (user: string, password: string): string =>
  Buffer.from(`${user}:${password}`, "utf8").toString("base64");
