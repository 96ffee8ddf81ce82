/** Values that a `DagSync` gets when the user says nothing. */
export const DAG_SYNC_DEFAULTS = {
  intervalInMinutes: 5,
  memorySizeInMegabytes: 512,
  functionLogRetentionInDays: 30,
} as const;

/** Runs at the same time. A second one would decide by what the first is about to change. */
export const DAG_SYNC_CONCURRENCY = 1;

/** `rate(1 minute)`, `rate(5 minutes)`: EventBridge wants the singular for one. */
export function rateExpression(minutes: number): string {
  return `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
}

/**
 * Longest that Lambda keeps an event that it could not run yet, in seconds: until the next one comes, which does the same.
 * Without it, events wait up to six hours and then run one after the other.
 */
export function eventAgeInSeconds(intervalInMinutes: number): number {
  return Math.max(60, intervalInMinutes * 60);
}
