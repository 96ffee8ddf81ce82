import { isHttpStatusError, isNetworkError, isPartialFailureError } from "../../core/errors";

const TOO_MANY_REQUESTS = 429;
const SERVER_ERRORS = 500;

/**
 * Whether a request failed because a remote system is away for now: no answer came, or it answered 429 or 5xx. A host
 * whose name is not known or whose certificate is not trusted is not away, and what it refused it will refuse again.
 */
export function isAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isNetworkError(cause)) return !cause.permanent;
    if (isHttpStatusError(cause)) return cause.status === TOO_MANY_REQUESTS || cause.status >= SERVER_ERRORS;
    if (isPartialFailureError(cause)) {
      const { failures } = cause;
      return failures.length > 0 && failures.every((failure) => isAway(failure.cause));
    }
  }
  return false;
}
