import { isHttpStatusError, isNetworkError } from "../../core/errors";

/** Statuses that tell of credentials, rights or load, not of the one machine that was asked for. */
const OF_THE_SYSTEM = [401, 403, 408, 429];

/** Whether a call about one machine failed for a reason that is not of the machine: then it counts as no attempt. */
export function isSystemFailure(error: unknown): boolean {
  if (isNetworkError(error)) return true;
  return isHttpStatusError(error) && (error.status >= 500 || OF_THE_SYSTEM.includes(error.status));
}
