/** Base of every error this package throws on purpose. */
export class IllumioIacError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A setting or an argument cannot work. The message names it, the value seen and what to do. */
export class ConfigurationError extends IllumioIacError {
  constructor(
    readonly setting: string,
    reason: string,
    options?: { cause?: unknown },
  ) {
    super(`${setting}: ${reason}`, options);
  }
}

export interface HttpStatusDetail {
  /** What was called, for example `PCE`. */
  readonly service: string;
  readonly status: number;
  /** Method and path, without host and query. */
  readonly request: string;
  readonly requestId?: string;
  /** Error tokens of the body, for example `label_key_and_value_must_be_unique`. */
  readonly tokens?: readonly string[];
  /** Short text of the body, already redacted. */
  readonly detail?: string;
}

/** The remote system answered with an error status. Subclasses exist only where a caller acts differently. */
export class HttpStatusError extends IllumioIacError {
  readonly service: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly tokens: readonly string[];

  constructor(answer: HttpStatusDetail, options?: { cause?: unknown; hint?: string }) {
    const id = answer.requestId === undefined ? "" : ` (request id ${answer.requestId})`;
    const detail = answer.detail ? `: ${answer.detail}` : "";
    const hint = options?.hint ? `. ${options.hint}` : "";
    super(`${answer.service} answered ${answer.status} to ${answer.request}${detail}${id}${hint}`, options);
    this.service = answer.service;
    this.status = answer.status;
    this.requestId = answer.requestId;
    this.tokens = answer.tokens ?? [];
  }
}

export class NotFoundError extends HttpStatusError {}
export class ConflictError extends HttpStatusError {}
export class AuthenticationError extends HttpStatusError {}

export class RateLimitError extends HttpStatusError {
  /** What the service asked for in `Retry-After`; undefined when it said nothing. */
  readonly retryAfterInSeconds: number | undefined;

  constructor(answer: HttpStatusDetail & { retryAfterInSeconds?: number }, options?: { cause?: unknown }) {
    super(answer, options);
    this.retryAfterInSeconds = answer.retryAfterInSeconds;
  }
}

/** No answer came. `mayHaveBeenApplied` tells whether the request could have reached the service. */
export class NetworkError extends IllumioIacError {
  readonly mayHaveBeenApplied: boolean;

  constructor(message: string, options: { cause?: unknown; mayHaveBeenApplied: boolean }) {
    super(message, options);
    this.mayHaveBeenApplied = options.mayHaveBeenApplied;
  }
}

export class TimeoutError extends NetworkError {}

/** A flow log, a delivery or a format that cannot be read. */
export class FlowLogFormatError extends IllumioIacError {
  /** Counted from 1, in what was given; undefined where it is not known, or the whole is at fault. */
  readonly line: number | undefined;
  /** Name of the flow log field or the key of the payload that is wrong or missing; undefined where none is. */
  readonly field: string | undefined;

  constructor(
    message: string,
    options: { cause?: unknown; line?: number | undefined; field?: string | undefined } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.line = options.line;
    this.field = options.field;
  }
}

export interface FailedItem {
  /** What failed, in the user's words: a name, an href, a message id. */
  readonly item: string;
  readonly reason: string;
  readonly cause?: unknown;
}

/** Some items of a batch failed; the others went through. */
export class PartialFailureError extends IllumioIacError {
  constructor(
    what: string,
    readonly failures: readonly FailedItem[],
    readonly succeeded: number,
  ) {
    const shown = failures.slice(0, 20).map(({ item, reason }) => `\n  ${item}: ${reason}`);
    const more = failures.length > 20 ? `\n  and ${failures.length - 20} more` : "";
    super(`${what}: ${failures.length} of ${failures.length + succeeded} failed${shown.join("")}${more}`);
  }
}

const guard =
  <T extends Error>(...names: string[]) =>
  (error: unknown): error is T =>
    error instanceof Error && names.includes(error.name);

/** Guards compare names, because two copies of a package break `instanceof`. */
export const isNotFoundError = guard<NotFoundError>("NotFoundError");
export const isConflictError = guard<ConflictError>("ConflictError");
export const isAuthenticationError = guard<AuthenticationError>("AuthenticationError");
export const isRateLimitError = guard<RateLimitError>("RateLimitError");
export const isNetworkError = guard<NetworkError>("NetworkError", "TimeoutError");
export const isTimeoutError = guard<TimeoutError>("TimeoutError");
export const isConfigurationError = guard<ConfigurationError>("ConfigurationError");
export const isFlowLogFormatError = guard<FlowLogFormatError>("FlowLogFormatError");
export const isPartialFailureError = guard<PartialFailureError>("PartialFailureError");
export const isHttpStatusError = guard<HttpStatusError>(
  "HttpStatusError",
  "NotFoundError",
  "ConflictError",
  "AuthenticationError",
  "RateLimitError",
);
