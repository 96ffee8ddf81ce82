import { ConfigurationError, isHttpStatusError, isNotFoundError } from "../../core/errors";
import { HttpClient } from "../http/http-client";
import type { HttpAnswer, HttpRequest } from "../http/http-message";
import { sharedTokenBucket } from "../http/token-bucket";
import { type PceConnection, SealedConnection } from "./connection";
import { pceErrorReader } from "./error-body";

export interface PceClientOptions {
  /**
   * Calls per minute to which all clients of one API key in this process keep together; the lowest one holds. A
   * quarter may go out at once. @default 400 (the PCE allows 500 per key)
   */
  readonly callsPerMinute?: number | undefined;
  /** Time for one try of a call. @default 30 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a call with all its tries; waiting for one's turn under `callsPerMinute` is not counted. @default 120 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** Time for a job of the PCE: an asynchronous collection, a traffic query. @default 600 */
  readonly jobTimeoutInSeconds?: number | undefined;
  /** Ends every call when it is aborted. */
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

/** What every part of the client does alike: the address, the key, JSON, hrefs. */
export class PceApi {
  readonly connection: PceConnection;
  readonly jobTimeoutInSeconds: number;
  readonly #http: HttpClient;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    connection: PceConnection,
    http: HttpClient,
    jobTimeoutInSeconds: number,
    signal: AbortSignal | undefined,
  ) {
    this.connection = connection;
    this.jobTimeoutInSeconds = jobTimeoutInSeconds;
    this.#http = http;
    this.#signal = signal;
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
      secrets: [apiKeySecret, authorization, credentials, ...proxySecrets(proxyUrl)],
      bucket: sharedTokenBucket(`${origin} ${apiKeyUsername}`, options.callsPerMinute ?? 400),
      tryTimeoutInSeconds: options.tryTimeoutInSeconds,
      totalTimeoutInSeconds: options.totalTimeoutInSeconds,
      readError: pceErrorReader(connection),
    });
    return new PceApi(connection, http, options.jobTimeoutInSeconds ?? 600, options.signal);
  }

  /** The same connections and counters, with a signal of its own beside the present one. */
  withSignal(signal: AbortSignal): PceApi {
    const both = this.#signal === undefined ? signal : AbortSignal.any([this.#signal, signal]);
    return new PceApi(this.connection, this.#http, this.jobTimeoutInSeconds, both);
  }

  get calls(): number {
    return this.#http.calls;
  }

  get signal(): AbortSignal | undefined {
    return this.#signal;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** The path of something in the organisation: `labels` → `/orgs/7/labels`. */
  org(path: string): string {
    return `/orgs/${this.connection.orgId}/${path}`;
  }

  send(call: PceCall): Promise<HttpAnswer> {
    return this.#http.request(asRequest(call), this.#signal);
  }

  async json(call: PceCall): Promise<unknown> {
    return (await this.#http.requestJson(asRequest(call), this.#signal)).value;
  }

  async object<T>(call: PceCall): Promise<T> {
    const { value, answer } = await this.#http.requestJson(asRequest(call), this.#signal);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as T;
    throw this.#http.unexpected(asRequest(call), answer, "a JSON object");
  }

  async array<T>(call: PceCall): Promise<{ readonly rows: T[]; readonly answer: HttpAnswer }> {
    const { value, answer } = await this.#http.requestJson(asRequest(call), this.#signal);
    if (Array.isArray(value)) return { rows: value as T[], answer };
    throw this.#http.unexpected(asRequest(call), answer, "a JSON array");
  }

  /** The object, or `undefined` when there is none of this href or only the mark of a deleted one. */
  async find<T extends { readonly deleted?: boolean }>(href: string): Promise<T | undefined> {
    try {
      const found = await this.object<T>({ method: "GET", path: checkedHref(href) });
      return found.deleted === true ? undefined : found;
    } catch (error) {
      if (isNotFoundError(error)) return undefined;
      throw error;
    }
  }

  async update(href: string, json: unknown): Promise<void> {
    await this.send({ method: "PUT", path: checkedHref(href), json });
  }

  /** Succeeds when the object is gone already. */
  async delete(href: string): Promise<void> {
    try {
      await this.send({ method: "DELETE", path: checkedHref(href) });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

/** @throws ConfigurationError when it is not an href of something in an organisation */
export function checkedHref(href: string): string {
  if (/^\/orgs\/[1-9][0-9]*\/[\w./-]+$/.test(href) && !href.includes("..")) return href;
  throw new ConfigurationError(
    "href",
    `must look like /orgs/1/labels/42, got '${String(href).slice(0, 200)}'`,
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
  const { password } = new URL(proxyUrl);
  return password === "" ? [] : [password, decodeURIComponent(password)];
}

function checkPositive(options: PceClientOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (name === "signal" || value === undefined || (typeof value === "number" && value > 0)) continue;
    throw new ConfigurationError(name, `must be a number above 0, got '${String(value)}'`);
  }
}
