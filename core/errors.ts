import { visible } from "./visible";

export interface IllumioIacErrorOptions {
  readonly cause?: unknown;
  /** Further lines of the message, each on a line of its own. */
  readonly lines?: readonly string[];
}

/**
 * Base of every error this package throws on purpose.
 *
 * Its message may quote remote systems: invisible characters in it, line ends included, are written as `\uXXXX`. Line
 * ends of a message are those of `lines`, and of the message of a `cause` that is one of these errors.
 */
export class IllumioIacError extends Error {
  constructor(message: string, options: IllumioIacErrorOptions = {}) {
    const { cause, lines = [] } = options;
    super(
      [message, ...lines].map((line) => shown(line, cause)).join("\n"),
      "cause" in options ? { cause } : undefined,
    );
    this.name = new.target.name;
  }
}

/** @param cause its message has no invisible characters left when it is an error of this package */
function shown(text: string, cause: unknown): string {
  if (!(cause instanceof IllumioIacError) || cause.message === "") return visible(text);
  return text.split(cause.message).map(visible).join(cause.message);
}

/** The message of an error as lines that are safe to print; that of a foreign error is one line. */
export function messageLines(error: unknown): string[] {
  if (error instanceof IllumioIacError) return error.message.split("\n");
  return [visible(error instanceof Error ? error.message : String(error))];
}

/** A setting or an argument cannot work. The message names it, the value seen and what to do. */
export class ConfigurationError extends IllumioIacError {
  constructor(
    readonly setting: string,
    reason: string,
    options?: IllumioIacErrorOptions,
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
  /** What the service asked for in `Retry-After`. */
  readonly retryAfterInSeconds?: number;
}

/** The remote system answered with an error status. Subclasses exist only where a caller acts differently. */
export class HttpStatusError extends IllumioIacError {
  readonly service: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly tokens: readonly string[];
  /** What the service asked for in `Retry-After`; undefined when it said nothing. */
  readonly retryAfterInSeconds: number | undefined;

  constructor(answer: HttpStatusDetail, options?: { cause?: unknown; hint?: string }) {
    const id = answer.requestId === undefined ? "" : ` (request id ${answer.requestId})`;
    const detail = answer.detail ? `: ${answer.detail}` : "";
    const hint = options?.hint ? `. ${options.hint}` : "";
    super(`${answer.service} answered ${answer.status} to ${answer.request}${detail}${id}${hint}`, options);
    this.service = answer.service;
    this.status = answer.status;
    this.requestId = answer.requestId;
    this.tokens = answer.tokens ?? [];
    this.retryAfterInSeconds = answer.retryAfterInSeconds;
  }
}

export class NotFoundError extends HttpStatusError {}
export class ConflictError extends HttpStatusError {}
export class AuthenticationError extends HttpStatusError {}

export class RateLimitError extends HttpStatusError {}

/** No answer came. `mayHaveBeenApplied` tells whether the request could have reached the service. */
export class NetworkError extends IllumioIacError {
  readonly mayHaveBeenApplied: boolean;
  /** A later try would fail as well: an untrusted certificate, a host name that is not known. */
  readonly permanent: boolean;

  constructor(
    message: string,
    options: { cause?: unknown; mayHaveBeenApplied: boolean; permanent?: boolean },
  ) {
    super(message, options);
    this.mayHaveBeenApplied = options.mayHaveBeenApplied;
    this.permanent = options.permanent ?? false;
  }
}

export class TimeoutError extends NetworkError {}

/** An answer is larger, or a collection longer, than a limit of the client. Nothing of it was used. */
export class AnswerLimitError extends IllumioIacError {
  /** The option of the client that sets the limit. */
  readonly setting: string;
  readonly limit: number;
  /** Whether the request could have reached the service. */
  readonly mayHaveBeenApplied: boolean;

  constructor(
    what: string,
    options: {
      readonly setting: string;
      readonly variable: string;
      readonly limit: number;
      readonly mayHaveBeenApplied: boolean;
    },
  ) {
    const { setting, variable, limit, mayHaveBeenApplied } = options;
    super(
      `${what}; the limit is ${limit}. If the service really has that much, raise ${setting} of the client, or ${variable} in the environment`,
    );
    this.setting = setting;
    this.limit = limit;
    this.mayHaveBeenApplied = mayHaveBeenApplied;
  }
}

/** A flow log, a delivery or a format that cannot be read. */
export class FlowLogFormatError extends IllumioIacError {
  /** Line of the input, counted from 1; undefined where it is not known, or the whole input is at fault. */
  readonly line: number | undefined;
  /** Name of the flow log field or the key of the payload that is wrong or missing; undefined where none is. */
  readonly field: string | undefined;

  constructor(
    message: string,
    options: IllumioIacErrorOptions & { line?: number | undefined; field?: string | undefined } = {},
  ) {
    super(message, options);
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
    const first = failures
      .slice(0, 20)
      .map(({ item, reason, cause }) => shown(`  ${item}: ${reason}`, cause).split("\n"));
    const more = failures.length > 20 ? [`  and ${failures.length - 20} more`] : [];
    super(`${what}: ${failures.length} of ${failures.length + succeeded} failed`, {
      lines: [...first.flat(), ...more],
    });
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
export const isAnswerLimitError = guard<AnswerLimitError>("AnswerLimitError");
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
