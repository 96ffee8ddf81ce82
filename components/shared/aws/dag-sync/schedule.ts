import { plainNumber } from "../plain-number";

/** The EventBridge rule that calls *dag-sync*. A run that failed is not tried again: the next one does the same. */
export const DAG_SYNC_SCHEDULE = {
  description: "Brings firewalls into step with the PCE",
  principal: "events.amazonaws.com",
  targetId: "dag-sync",
  maximumRetryAttempts: 0,
} as const;

/** `rate(1 minute)`, `rate(5 minutes)`: EventBridge wants the singular for one. */
export function rateExpression(intervalInMinutes: number): string {
  const minutes = plainNumber("intervalInMinutes", intervalInMinutes);
  return `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
}

/**
 * Greatest age, in seconds, of an event that Lambda could not run yet: until the next event comes, which does the same.
 * Without it, events wait up to six hours and then run one after the other.
 */
export function eventAgeInSeconds(intervalInMinutes: number): number {
  return Math.max(60, plainNumber("intervalInMinutes", intervalInMinutes) * 60);
}
