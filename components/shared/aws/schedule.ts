import { plainNumber } from "./plain-number";

/** How EventBridge runs the functions that compare everything at each run. A run that failed is not tried again. */
export const SCHEDULED_RUNS = { principal: "events.amazonaws.com", maximumRetryAttempts: 0 } as const;

/** `rate(1 minute)`, `rate(5 minutes)`: EventBridge wants the singular for one. */
export function rateExpression(intervalInMinutes: number): string {
  const minutes = plainNumber("intervalInMinutes", intervalInMinutes);
  return `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
}

/** AWS Lambda API reference, "PutFunctionEventInvokeConfig": the greatest `MaximumEventAgeInSeconds`. */
const LONGEST_EVENT_AGE_IN_SECONDS = 21_600;

/**
 * Greatest age, in seconds, of an event that Lambda could not run yet: until the next event comes, which does the same.
 * Without it, events wait up to six hours and then run one after the other.
 */
export function eventAgeInSeconds(intervalInMinutes: number): number {
  const seconds = plainNumber("intervalInMinutes", intervalInMinutes) * 60;
  return Math.min(Math.max(60, seconds), LONGEST_EVENT_AGE_IN_SECONDS);
}
