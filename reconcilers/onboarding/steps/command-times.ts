import { hasPassed, type VenCommand } from "../../../core/onboarding";

const MINUTE = 60_000;
/** How long a workload may take to appear after its command succeeded, and a command to tell its end. */
export const PATIENCE_IN_MINUTES = 15;

/** Whether a command should have ended, by the time that it may take. */
export function isLate({ startedAt }: VenCommand, timeoutInMinutes: number, now: Date): boolean {
  return hasPassed(startedAt, (timeoutInMinutes + PATIENCE_IN_MINUTES) * MINUTE, now);
}

/** Whether the workload should have appeared, long after the command succeeded. */
export function isOverdue({ succeededAt }: VenCommand, now: Date): boolean {
  return succeededAt !== undefined && hasPassed(succeededAt, PATIENCE_IN_MINUTES * MINUTE, now);
}
