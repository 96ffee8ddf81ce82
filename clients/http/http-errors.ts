import {
  AuthenticationError,
  ConflictError,
  HttpStatusError,
  isHttpStatusError,
  isNetworkError,
  NetworkError,
  NotFoundError,
  RateLimitError,
  TimeoutError,
} from "../../core/errors";
import { type HttpAnswer, type HttpRequest, header } from "./http-message";
import { describeFailure, type Endpoint } from "./network-failure";
import { TimeIsUp } from "./one-try";
import { redactedCause, redactor } from "./redaction";

/** What a service says in the body of an error, as its client understands it. */
export interface ErrorReading {
  readonly tokens?: readonly string[];
  readonly detail?: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The object exists already. */
  readonly conflict?: boolean;
}

export type ErrorReader = (answer: HttpAnswer, request: HttpRequest) => ErrorReading;

export interface TryTimeout {
  readonly milliseconds: number;
  /** Which option of the client made it so short. */
  readonly setting: "tryTimeoutInSeconds" | "totalTimeoutInSeconds";
}

const LONGEST_DETAIL = 1000;

/** Makes the errors of one service. No text of them holds one of the secrets. */
export class HttpErrors {
  readonly #endpoint: Endpoint;
  readonly #read: ErrorReader;
  readonly #redact: (text: string) => string;

  constructor(endpoint: Endpoint, secrets: readonly string[], read: ErrorReader = beginningOfBody) {
    this.#endpoint = endpoint;
    this.#read = read;
    this.#redact = redactor(secrets);
  }

  status(request: HttpRequest, answer: HttpAnswer, retryAfterInSeconds: number | undefined): HttpStatusError {
    const reading = this.#read(answer, request);
    const what = this.#describe(request, answer, reading);
    const options = reading.hint === undefined ? {} : { hint: this.#redact(reading.hint) };
    if (answer.status === 401) return new AuthenticationError(what, options);
    if (answer.status === 404) return new NotFoundError(what, options);
    if (answer.status === 409 || reading.conflict) return new ConflictError(what, options);
    if (answer.status !== 429) return new HttpStatusError(what, options);
    return new RateLimitError(retryAfterInSeconds === undefined ? what : { ...what, retryAfterInSeconds });
  }

  /** A success that is not what the service would say, for example the login page of something else. */
  unexpected(request: HttpRequest, answer: HttpAnswer, expected: string, cause?: unknown): HttpStatusError {
    const type = header(answer, "content-type") ?? "no content type";
    const detail = `${answer.body.length} bytes (${type}) instead of ${expected}`;
    const hint = `Check that ${this.#endpoint.address} is the ${this.#endpoint.service}`;
    const options = cause === undefined ? { hint } : { hint, cause: redactedCause(cause, this.#redact) };
    return new HttpStatusError(this.#describe(request, answer, { detail }), options);
  }

  /**
   * @param sent whether the service may have seen this try or one before it
   * @param timeout what this try had
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
    const options = { cause: redactedCause(cause, this.#redact), mayHaveBeenApplied: sent };
    if (!(cause instanceof TimeIsUp)) {
      return { error: new NetworkError(this.#redact(message), options), permanent };
    }
    const seconds = Math.round(timeout.milliseconds / 100) / 10;
    const advice = `the last try had ${seconds} s. If ${this.#endpoint.service} needs longer, raise ${timeout.setting} of the client`;
    return { error: new TimeoutError(this.#redact(`${message}; ${advice}`), options), permanent };
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
      tokens: tokens.map(this.#redact),
      ...(requestId === undefined ? {} : { requestId: this.#redact(requestId) }),
      ...(detail ? { detail: this.#redact(detail).slice(0, LONGEST_DETAIL) } : {}),
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
  if (isNetworkError(error)) return error.mayHaveBeenApplied;
  return isHttpStatusError(error) && (error.status >= 500 || error.status < 300);
}
