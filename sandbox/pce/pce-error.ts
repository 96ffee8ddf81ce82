export interface ErrorEntry {
  readonly token: string;
  readonly message: string;
}

/** An answer with an error status; its body is the PCE's array of tokens and messages. */
export class PceError extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly ErrorEntry[],
    readonly retryAfterInSeconds?: number,
  ) {
    super(errors.map(({ token }) => token).join(", "));
  }
}

export const notAcceptable = (token: string, message: string): PceError =>
  new PceError(406, [{ token, message }]);

export const invalidInput = (...messages: string[]): PceError =>
  new PceError(
    406,
    messages.map((message) => ({ token: "input_validation_error", message })),
  );

export const invalidUri = (href: unknown): PceError =>
  notAcceptable("invalid_uri", `Invalid URI: ${JSON.stringify(href)}`);

export const notFound = (path: string): PceError =>
  new PceError(404, [{ token: "not_found_error", message: `Not found: ${path}` }]);

export const methodNotAllowed = (what: string): PceError =>
  new PceError(405, [{ token: "method_not_allowed_error", message: `Method not allowed: ${what}` }]);

export const tooManyRequests = (message: string, retryAfterInSeconds?: number): PceError =>
  new PceError(429, [{ token: "too_many_requests_error", message }], retryAfterInSeconds);
