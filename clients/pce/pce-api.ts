import { Checks, looksLike, type Rule, required } from "../../core/checks";
import { IllumioIacError, isHttpStatusError, isNotFoundError } from "../../core/errors";
import { overLimit } from "../http/answer-limits";
import { HttpClient } from "../http/http-client";
import type { HttpAnswer, HttpRequest } from "../http/http-message";
import { sharedTokenBucket } from "../http/token-bucket";
import { refuseSettings } from "../settings/refuse-settings";
import { type PceConnection, SealedConnection } from "./connection";
import { pceErrorReader } from "./error-body";
import { type Expected, list } from "./shapes";

export interface PceClientOptions {
  /**
   * Calls per minute of all clients of one API key in this process together; the lowest value holds. A quarter may go
   * out at once. @default 400 (the PCE allows 500 per key)
   */
  readonly callsPerMinute?: number | undefined;
  /** Time for one try of a call. @default 30 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a call with all its tries; waiting for one's turn under `callsPerMinute` is not counted. @default 120 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** Most tries of one call. @default 5 */
  readonly maximumTries?: number | undefined;
  /** Time for a job of the PCE: an asynchronous collection, a traffic query. @default 600 */
  readonly jobTimeoutInSeconds?: number | undefined;
  /**
   * Bytes of one answer, received and after decompression. @default 500,000,000: the longest text that Node holds has
   * 536,870,888, and 100,000 workloads have about 300,000,000
   */
  readonly maximumAnswerInBytes?: number | undefined;
  /** Objects in one collection or query. @default 1,000,000; an Explorer query has at most 200,000 rows */
  readonly maximumEntries?: number | undefined;
  /** When aborted, ends every call. */
  readonly signal?: AbortSignal | undefined;
}

/** A call; `path` is an href, or a path of the same form: without host and `/api/v2`. */
export type PceCall = Omit<HttpRequest, "body"> & {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly csv?: string;
};

const BASE = "/api/v2";
const MOST_ENTRIES = 1_000_000;

/** What all parts of the client share: the address, the API key, JSON, hrefs. */
export class PceApi {
  readonly connection: PceConnection;
  readonly jobTimeoutInSeconds: number;
  readonly #http: HttpClient;
  readonly #options: PceClientOptions;
  readonly #signal: AbortSignal | undefined;

  private constructor(connection: PceConnection, http: HttpClient, options: PceClientOptions) {
    this.connection = connection;
    this.jobTimeoutInSeconds = options.jobTimeoutInSeconds ?? 600;
    this.#http = http;
    this.#options = options;
    this.#signal = options.signal;
  }

  static open(settings: PceConnection, options: PceClientOptions): PceApi {
    checkPositive(options);
    const connection = new SealedConnection(settings);
    const { apiKeyUsername, apiKeySecret, caCertificate, proxyUrl } = connection;
    const origin = originOf(connection);
    const credentials = `${apiKeyUsername}:${apiKeySecret}`;
    const authorization = Buffer.from(credentials).toString("base64");
    const http = new HttpClient({
      service: "PCE",
      origin,
      caSetting:
        "ILLUMIO_CA_FILE in the environment, illumio:caFile in a Pulumi stack, caCertificate in a connection or a function's secret",
      caCertificate,
      proxyUrl,
      headers: {
        authorization: `Basic ${authorization}`,
        accept: "application/json",
        "accept-encoding": "gzip",
        "user-agent": "illumio-iac",
      },
      secrets: [apiKeySecret, authorization, ...proxySecrets(proxyUrl)],
      bucket: sharedTokenBucket(`${origin} ${apiKeyUsername}`, options.callsPerMinute ?? 400),
      tryTimeoutInSeconds: options.tryTimeoutInSeconds,
      totalTimeoutInSeconds: options.totalTimeoutInSeconds,
      maximumTries: options.maximumTries,
      maximumAnswerInBytes: options.maximumAnswerInBytes,
      readError: pceErrorReader(connection),
    });
    return new PceApi(connection, http, options);
  }

  /** A PceApi over the same connections and counters, whose calls also end when this signal is aborted. */
  withSignal(signal: AbortSignal): PceApi {
    const both = this.#signal === undefined ? signal : AbortSignal.any([this.#signal, signal]);
    return new PceApi(this.connection, this.#http, { ...this.#options, signal: both });
  }

  get calls(): number {
    return this.#http.calls;
  }

  get serverTime(): Date | undefined {
    return this.#http.serverTime;
  }

  get signal(): AbortSignal | undefined {
    return this.#signal;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Takes credentials out of a text of the PCE, for errors and results that quote it. */
  redact(text: string): string {
    return this.#http.redact(text);
  }

  /** The path of a resource of the organisation: `labels` → `/orgs/7/labels`. */
  org(path: string): string {
    return `/orgs/${this.connection.orgId}/${path}`;
  }

  send(call: PceCall): Promise<HttpAnswer> {
    return this.#http.request(asRequest(call), this.#signal);
  }

  /** @throws HttpStatusError when the answer is not what was expected, with what was seen */
  async object<T>(call: PceCall, expected: Expected): Promise<T> {
    const { value, answer } = await this.#http.requestJson(asRequest(call), this.#signal);
    this.#refuse(call, answer, expected, expected.shape(value, ""));
    return value as T;
  }

  /**
   * @param expected of each row
   * @throws HttpStatusError as `object`; AnswerLimitError for more rows than `maximumEntries`
   */
  async array<T>(
    call: PceCall,
    { what, shape }: Expected,
  ): Promise<{ readonly rows: T[]; readonly answer: HttpAnswer }> {
    const { value, answer } = await this.#http.requestJson(asRequest(call), this.#signal);
    const expected = { what: `a list of ${what}`, shape };
    if (!Array.isArray(value)) throw this.#refusal(call, answer, expected, list(shape)(value, ""));
    const limit = this.#options.maximumEntries ?? MOST_ENTRIES;
    if (value.length > limit)
      throw overLimit(
        `PCE answered ${call.method} ${call.path} with ${value.length} objects`,
        "maximumEntries",
        limit,
        true,
      );
    this.#refuse(call, answer, expected, list(shape)(value, ""));
    return { rows: value as T[], answer };
  }

  /** The object, or `undefined` when there is none with this href or only a record of a deleted one. */
  async find<T extends { readonly deleted?: boolean }>(
    href: string,
    expected: Expected,
  ): Promise<T | undefined> {
    try {
      const found = await this.object<T>({ method: "GET", path: checkedHref(href) }, expected);
      return found.deleted === true ? undefined : found;
    } catch (error) {
      if (isNotFoundError(error)) return undefined;
      throw error;
    }
  }

  #refuse(call: PceCall, answer: HttpAnswer, expected: Expected, problem: string | undefined): void {
    if (problem !== undefined) throw this.#refusal(call, answer, expected, problem);
  }

  #refusal(call: PceCall, answer: HttpAnswer, { what }: Expected, problem = ""): Error {
    return this.#http.unexpected(asRequest(call), answer, `${what} (${problem})`);
  }

  async update(href: string, json: unknown): Promise<void> {
    await this.send({ method: "PUT", path: checkedHref(href), json });
  }

  /** Deletes an object; succeeds when it is gone already. */
  async delete(href: string): Promise<void> {
    try {
      await this.send({ method: "DELETE", path: checkedHref(href) });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

/** An href of an object of an organisation. */
export const HREF = required(looksLike(/^(?!.*\.\.)\/orgs\/[1-9][0-9]*\/[\w./-]+$/, "/orgs/1/labels/42"));

/** @throws ConfigurationError when it is not an href of an object of an organisation */
export function checkedHref(href: string): string {
  const checks = Checks.start();
  checks.read(href, HREF);
  checks.throwIfAny("href");
  return href;
}

/**
 * The href of a location or of a link in an answer: an href, a path with `/api/v2`, or a whole URL. Only its path is
 * used, on the same PCE.
 *
 * @param what names the answer in errors
 * @throws IllumioIacError when it is no href of an object of an organisation
 */
export function linkedHref(location: string, what: string): string {
  const url = URL.canParse(location, "https://pce.invalid")
    ? new URL(location, "https://pce.invalid")
    : undefined;
  const href = url?.pathname.replace(/^\/api\/v\d+\//, "/") ?? "";
  if (/^\/orgs\/[1-9][0-9]*\/[\w./-]+$/.test(href)) return href;
  throw new IllumioIacError(
    `PCE answered ${what} with a link that leads to nothing in an organisation: '${location.slice(0, 200)}'`,
  );
}

/** Deleting twice is answered with 404, or with 406 and a token like `label_already_deleted`. */
const isGone = (error: unknown): boolean =>
  isNotFoundError(error) ||
  (isHttpStatusError(error) && error.tokens.some((token) => token.includes("already_deleted")));

function asRequest({ json, csv, ...call }: PceCall): HttpRequest {
  const request = { ...call, path: BASE + call.path };
  if (csv !== undefined)
    return { ...request, body: csv, headers: { "content-type": "text/csv", ...call.headers } };
  if (json === undefined) return request;
  return {
    ...request,
    body: JSON.stringify(json),
    headers: { "content-type": "application/json", ...call.headers },
  };
}

function originOf({ host, port }: PceConnection): string {
  return `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function proxySecrets(proxyUrl: string | undefined): string[] {
  if (proxyUrl === undefined) return [];
  const { username, password } = new URL(proxyUrl);
  const secret = password || username; // a token stands alone, in the place of the name
  return secret === "" ? [] : [secret, decodeURIComponent(secret)];
}

const aboveZero: Rule<number> = (value, checks) =>
  typeof value === "number" && value > 0 ? value : checks.must("be a number above 0", value);

function checkPositive({ signal: _, ...options }: PceClientOptions): void {
  const checks = Checks.start();
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) checks.at(name).read(value, required(aboveZero));
  refuseSettings("options of the PCE client", checks);
}
