import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient, Pipeline } from "@azure/core-rest-pipeline";
import { isRecord } from "../../core/checks/json";
import { ConfigurationError, IllumioIacError } from "../../core/errors";
import { withPackages } from "../../core/optional-packages";
import { type ErrorReading, HttpErrors, type TryTimeout } from "../http/http-errors";
import { type HttpAnswer, type HttpRequest, header } from "../http/http-message";
import { describeFailure } from "../http/network-failure";
import { TimeIsUp, TooManyBytes } from "../http/one-try";
import { backoff, mayTryAgain, type Outcome, retryAfterInSeconds } from "../http/retry";
import type { AzureCloud } from "./azure-cloud";

export interface ArmCallsOptions {
  readonly cloud: Pick<AzureCloud, "resourceManager" | "audience">;
  readonly credential: TokenCredential;
  /** What needs the packages, for the advice where they are not installed. @default "Azure Resource Manager" */
  readonly of?: string;
  /** Time for one try, from connecting to the last byte. @default 60 */
  readonly tryTimeoutInSeconds?: number;
  /** Time for a call with all its tries and what `Retry-After` asks for. @default 300 */
  readonly totalTimeoutInSeconds?: number;
}

/** One call of Resource Manager. */
export interface ArmRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below Resource Manager's address. */
  readonly url: URL;
  readonly body?: unknown;
  /** What to do about an error with this code. */
  readonly hint?: ((code: string) => string | undefined) | undefined;
  /** Whether a refusal with this code passes by itself: another operation that is still under way. */
  readonly isPassing?: ((code: string) => boolean) | undefined;
  /** Whether it may be carried out twice, as PUT and DELETE of a resource may. @default true */
  readonly repeatable?: boolean | undefined;
  /** Texts that no error may hold, because the call sends them. */
  readonly secrets?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

const SERVICE = "Azure Resource Manager";
const MOST_BYTES = 50_000_000;
/** So many that the time decides: the limits of a subscription count per minute, and more. */
const MOST_TRIES = 12;

/** Calls of Resource Manager with token, tries and errors. The packages of Azure are loaded when it is made. */
export class ArmCalls {
  readonly #options: ArmCallsOptions;
  readonly #pipeline: Pipeline;
  readonly #client: HttpClient;
  readonly #rest: typeof import("@azure/core-rest-pipeline");
  readonly #endpoint: { readonly service: string; readonly address: string; readonly caSetting: string };
  #tokens: readonly string[] = [];

  constructor(options: ArmCallsOptions) {
    const { cloud, credential, of = SERVICE } = options;
    this.#options = options;
    const rest = withPackages(
      { of, packages: ["@azure/core-rest-pipeline", "@azure/identity"] },
      () => require("@azure/core-rest-pipeline") as typeof import("@azure/core-rest-pipeline"),
    );
    this.#rest = rest;
    this.#client = rest.createDefaultHttpClient();
    this.#endpoint = {
      service: SERVICE,
      address: new URL(cloud.resourceManager).host,
      caSetting: "NODE_EXTRA_CA_CERTS",
    };
    this.#pipeline = rest.createEmptyPipeline();
    this.#pipeline.addPolicy(rest.proxyPolicy());
    this.#pipeline.addPolicy(rest.decompressResponsePolicy());
    this.#pipeline.addPolicy(rest.userAgentPolicy({ userAgentPrefix: "illumio-iac" }));
    this.#pipeline.addPolicy(rest.setClientRequestIdPolicy());
    this.#pipeline.addPolicy(
      rest.bearerTokenAuthenticationPolicy({
        credential: this.#remembering(credential),
        scopes: `${cloud.audience}/.default`,
      }),
    );
  }

  /**
   * @returns an answer of status 200 to 299
   * @throws HttpStatusError or a subclass, whose first token is the error code of Azure; NetworkError; ConfigurationError
   *   when there is no token
   */
  async send(request: ArmRequest): Promise<HttpAnswer> {
    const { tryTimeoutInSeconds = 60, totalTimeoutInSeconds = 300 } = this.#options;
    const deadline = performance.now() + totalTimeoutInSeconds * 1000;
    for (let tries = 1; ; tries++) {
      const left = deadline - performance.now();
      const timeout: TryTimeout =
        left < tryTimeoutInSeconds * 1000
          ? { milliseconds: Math.max(1, left), setting: "totalTimeoutInSeconds" }
          : { milliseconds: tryTimeoutInSeconds * 1000, setting: "tryTimeoutInSeconds" };
      const result = await this.#try(request, timeout, tries);
      if ("answer" in result) return result.answer;
      const wait = backoff(result.outcome, tries, Math.random());
      if (tries >= MOST_TRIES || !mayTryAgain(request.repeatable ?? true, result.outcome)) throw result.error;
      if (performance.now() + wait >= deadline) throw result.error;
      await this.pause(wait, request);
    }
  }

  /** Waits, unless the caller's signal ends it. */
  async pause(milliseconds: number, request: ArmRequest): Promise<void> {
    const { signal } = request;
    try {
      await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? this.#errors(request).aborted(named(request), signal.reason, true) : error;
    }
  }

  /** The error for a success whose body is not what it should be. */
  unexpected(request: ArmRequest, answer: HttpAnswer, expected: string): Error {
    return this.#errors(request).unexpected(named(request), answer, expected);
  }

  async #try(
    request: ArmRequest,
    timeout: TryTimeout,
    tries: number,
  ): Promise<{ readonly answer: HttpAnswer } | { readonly error: Error; readonly outcome: Outcome }> {
    const { signal } = request;
    const limit = AbortSignal.timeout(Math.ceil(timeout.milliseconds));
    const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    try {
      const answer = await this.#once(request, abortSignal);
      if (answer.status >= 200 && answer.status < 300) return { answer };
      const seconds = retryAfterInSeconds(header(answer, "retry-after"), new Date());
      const { code } = errorIn(answer);
      return {
        error: this.#errors(request).status(named(request), answer, seconds),
        outcome: { status: passing(answer.status, request.isPassing?.(code)), retryAfterInSeconds: seconds },
      };
    } catch (cause) {
      if (cause instanceof IllumioIacError) throw cause;
      const errors = this.#errors(request);
      if (signal?.aborted) throw errors.aborted(named(request), signal.reason, true);
      if (cause instanceof TooManyBytes) throw errors.tooManyBytes(named(request), cause, MOST_BYTES);
      const why = limit.aborted ? new TimeIsUp() : cause;
      const sent = !describeFailure(why, this.#endpoint).permanent && !isRefused(why);
      const { error, permanent } = errors.network(named(request), why, { sent, tries, timeout });
      return { error, outcome: { sent, permanent } };
    }
  }

  async #once({ method, url, body }: ArmRequest, abortSignal: AbortSignal): Promise<HttpAnswer> {
    const request = this.#rest.createPipelineRequest({
      url: url.href,
      method,
      abortSignal,
      headers: this.#rest.createHttpHeaders({
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
      requestOverrides: { rejectUnauthorized: true },
    });
    const { status, headers, readableStreamBody } = await this.#pipeline.sendRequest(this.#client, request);
    const all = headers.toJSON();
    const id = all["x-ms-request-id"];
    return {
      status,
      headers: { ...all, ...(id === undefined ? {} : { "x-request-id": id }) },
      body: await collected(readableStreamBody),
    };
  }

  #errors(request: ArmRequest): HttpErrors {
    const secrets = [...this.#tokens, ...(request.secrets ?? [])];
    return new HttpErrors(this.#endpoint, secrets, (answer) => readError(answer, request));
  }

  /** The credential, whose tokens are then kept out of errors. */
  #remembering(credential: TokenCredential): TokenCredential {
    return {
      getToken: async (scopes, options) => {
        try {
          const token = await credential.getToken(scopes, options);
          if (token === null) throw new Error("no token came");
          this.#tokens = [...this.#tokens, token.token].slice(-4);
          return token;
        } catch (cause) {
          if (options?.abortSignal?.aborted || cause instanceof IllumioIacError) throw cause;
          const [reason] = (cause as Error).message.split("\n");
          const { resourceManager } = this.#options.cloud;
          throw new ConfigurationError("Azure credentials", `no token for ${resourceManager}: ${reason}`, {
            cause,
          });
        }
      },
    };
  }
}

/** Code and message of an error, as Resource Manager and the services behind it write it. */
export function errorIn({ body }: Pick<HttpAnswer, "body">): {
  readonly code: string;
  readonly message: string;
} {
  const value = parsed(body);
  const error = isRecord(value) && isRecord(value["error"]) ? value["error"] : value;
  const text = (key: string) => (isRecord(error) && typeof error[key] === "string" ? error[key] : "");
  return { code: text("code"), message: text("message") };
}

/** The body as JSON; undefined when it is none. */
export function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function readError(answer: HttpAnswer, { hint }: ArmRequest): ErrorReading {
  const { code, message } = errorIn(answer);
  if (code === "")
    return { detail: answer.body.subarray(0, 2000).toString("utf8").replace(/\s+/g, " ").trim() };
  const detail = `${code}: ${message.replace(/\s+/g, " ").trim().replace(/\.$/, "")}`;
  return { tokens: [code], detail, hint: hint?.(code) };
}

/** A call that may be carried out twice is made again when it failed inside of Azure or timed out there. */
function passing(status: number, isPassing = false): number {
  return isPassing || status === 500 || status === 408 ? 503 : status;
}

function isRefused(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED";
}

/** The call in messages: without host and query. */
function named({ method, url }: ArmRequest): HttpRequest {
  return { method, path: url.pathname };
}

async function collected(stream: AsyncIterable<Uint8Array | string> | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream ?? []) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > MOST_BYTES) throw new TooManyBytes(`${length} bytes received, and more to come`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
