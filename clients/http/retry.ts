/** How one try of a request ended, when it did not succeed. */
export type Outcome =
  | { readonly status: number; readonly retryAfterInSeconds?: number | undefined }
  | {
      /** Whether anything of the request was handed to the connection. */
      readonly sent: boolean;
      /** Whether the same try would fail again: an untrusted certificate, an unknown host name. */
      readonly permanent: boolean;
    };

const PASSING = [502, 503, 504];

/**
 * Whether a request may be sent once more.
 *
 * Every request may be sent again that the service refused with 429 or never saw. After any other failure it may have
 * been carried out, so only a repeatable request is sent again, and only where a later try can succeed.
 *
 * @param repeatable whether carrying the operation out twice has the same result as once. That depends on the
 *   operation, not on the method: a PUT that creates objects is not repeatable
 */
export function mayTryAgain(repeatable: boolean, outcome: Outcome): boolean {
  if ("status" in outcome) return outcome.status === 429 || (repeatable && PASSING.includes(outcome.status));
  return !outcome.permanent && (!outcome.sent || repeatable);
}

const LONGEST_BACKOFF = 30_000;

/**
 * Milliseconds to wait before the next try.
 *
 * `Retry-After` is followed, plus up to a second so that callers do not come back together. Without it, the wait
 * doubles from 0.5 s (2 s after a 429, whose limit counts per minute) to 30 s, each cut by up to half.
 *
 * @param failedTries at least 1
 * @param random from 0 to 1
 */
export function backoff(outcome: Outcome, failedTries: number, random: number): number {
  const asked = "status" in outcome ? outcome.retryAfterInSeconds : undefined;
  if (asked !== undefined) return asked * 1000 + random * 1000 * Math.min(1, asked);
  const first = "status" in outcome && outcome.status === 429 ? 2000 : 500;
  return Math.min(LONGEST_BACKOFF, first * 2 ** (failedTries - 1)) * (1 - random / 2);
}

/**
 * Reads `Retry-After`: whole seconds or an HTTP date.
 *
 * @returns seconds from `now`, at least 0; `undefined` when there is none or it cannot be read
 */
export function retryAfterInSeconds(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, (time - now.getTime()) / 1000);
}
