import {
  type AnswerLimitError,
  AuthenticationError,
  ConflictError,
  HttpStatusError,
  isAnswerLimitError,
  isHttpStatusError,
  isNetworkError,
  NetworkError,
  NotFoundError,
  RateLimitError,
  TimeoutError,
} from "../../core/errors";
import { overLimit } from "./answer-limits";
import { type HttpAnswer, type HttpRequest, header } from "./http-message";
import { describeFailure, type Endpoint } from "./network-failure";
import { TimeIsUp, type TooManyBytes } from "./one-try";
import { redactedCause, redactor } from "./redaction";

/** What the body of an error of a service says, as its client reads it. */
export interface ErrorReading {
  readonly tokens?: readonly string[];
  readonly detail?: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** Whether the error says that the object exists already. */
  readonly conflict?: boolean;
}

export type ErrorReader = (answer: HttpAnswer, request: HttpRequest) => ErrorReading;

export interface TryTimeout {
  readonly milliseconds: number;
  /** Option of the client that sets this time limit. */
  readonly setting: "tryTimeoutInSeconds" | "totalTimeoutInSeconds";
}

const LONGEST_DETAIL = 1000;

/** Makes the errors of one service. Their texts never hold one of the secrets. */
export class HttpErrors {
  readonly #endpoint: Endpoint;
  readonly #read: ErrorReader;
  /** Takes credentials out of a text. */
  readonly redact: (text: string) => string;

  constructor(endpoint: Endpoint, secrets: readonly string[], read: ErrorReader = beginningOfBody) {
    this.#endpoint = endpoint;
    this.#read = read;
    this.redact = redactor(secrets);
  }

  status(request: HttpRequest, answer: HttpAnswer, retryAfterInSeconds: number | undefined): HttpStatusError {
    const reading = this.#read(answer, request);
    const what = {
      ...this.#describe(request, answer, reading),
      ...(retryAfterInSeconds !== undefined && { retryAfterInSeconds }),
    };
    const options = reading.hint === undefined ? {} : { hint: this.redact(reading.hint) };
    if (answer.status === 401) return new AuthenticationError(what, options);
    if (answer.status === 404) return new NotFoundError(what, options);
    if (answer.status === 409 || reading.conflict) return new ConflictError(what, options);
    if (answer.status !== 429) return new HttpStatusError(what, options);
    return new RateLimitError(what, options);
  }

  /** The error for a success status whose answer is not one of the service, for example a login page of a proxy. */
  unexpected(request: HttpRequest, answer: HttpAnswer, expected: string, cause?: unknown): HttpStatusError {
    const type = header(answer, "content-type")?.slice(0, 200) ?? "no content type";
    const detail = `${answer.body.length} bytes (${type}) instead of ${expected}`;
    const hint = `Check that ${this.#endpoint.address} is ${withArticle(this.#endpoint.service)}`;
    const options = cause === undefined ? { hint } : { hint, cause: redactedCause(cause, this.redact) };
    return new HttpStatusError(this.#describe(request, answer, { detail }), options);
  }

  /**
   * @param sent whether the service may have seen this try or one before it
   * @param timeout time limit of this try
   */
  network(
    request: HttpRequest,
    cause: unknown,
    {
      sent,
      tries,
      timeout,
    }: { readonly sent: boolean; readonly tries: number; readonly timeout: TryTimeout },
  ): { readonly error: NetworkError; readonly permanent: boolean } {
    const { text, permanent } = describeFailure(cause, this.#endpoint);
    const count = tries === 1 ? "" : ` (tried ${tries} times)`;
    const message = `${nameOf(request)}: ${text}${count}`;
    const options = { cause: redactedCause(cause, this.redact), mayHaveBeenApplied: sent, permanent };
    if (!(cause instanceof TimeIsUp)) {
      return { error: new NetworkError(this.redact(message), options), permanent };
    }
    const seconds = Math.round(timeout.milliseconds / 100) / 10;
    const advice = `the last try had ${seconds} s. If ${this.#endpoint.service} needs longer, raise ${timeout.setting} of the client`;
    return { error: new TimeoutError(this.redact(`${message}; ${advice}`), options), permanent };
  }

  tooManyBytes(request: HttpRequest, { seen }: TooManyBytes, limit: number): AnswerLimitError {
    const what = `${nameOf(request)}: the answer of ${this.#endpoint.service} at ${this.#endpoint.address} has ${seen}`;
    return overLimit(what, "maximumAnswerInBytes", limit, true);
  }

  /** @param seen whether the service may have seen an earlier try */
  closed(request: HttpRequest, seen: boolean): NetworkError {
    const { service, address } = this.#endpoint;
    const message = `${nameOf(request)}: the client of ${service} at ${address} was closed before. Close it when its last call has ended`;
    return new NetworkError(message, { mayHaveBeenApplied: seen, permanent: true });
  }

  aborted(request: HttpRequest, reason: unknown, sent: boolean): NetworkError {
    return new NetworkError(`${nameOf(request)}: stopped by the caller's signal`, {
      cause: reason,
      mayHaveBeenApplied: sent,
    });
  }

  #describe(request: HttpRequest, answer: HttpAnswer, { detail, tokens = [] }: ErrorReading) {
    const requestId = header(answer, "x-request-id");
    return {
      service: this.#endpoint.service,
      status: answer.status,
      request: nameOf(request),
      tokens: tokens.map(this.redact),
      ...(requestId === undefined ? {} : { requestId: this.redact(requestId) }),
      ...(detail ? { detail: this.redact(detail).slice(0, LONGEST_DETAIL) } : {}),
    };
  }
}

const nameOf = ({ method, path }: HttpRequest): string => `${method} ${path}`;

function beginningOfBody({ body }: HttpAnswer): ErrorReading {
  return { detail: body.subarray(0, 2000).toString("utf8").replace(/\s+/g, " ").trim() };
}

/**
 * Whether the service may have done what was asked, although the call ended with this error: no answer came, or
 * status 5xx, or a success that could not be read.
 */
export function mayHaveBeenApplied(error: unknown): boolean {
  if (isNetworkError(error) || isAnswerLimitError(error)) return error.mayHaveBeenApplied;
  return isHttpStatusError(error) && (error.status >= 500 || error.status < 300);
}

const withArticle = (service: string): string => (service.startsWith("the ") ? service : `the ${service}`);
