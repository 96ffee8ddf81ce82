import type { LimitSettings } from "./onboarding-settings";
import type { VmRecord } from "./vm-record";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type AttemptLimits = Pick<LimitSettings, "attempts" | "backoffInMinutes">;

/**
 * When a step is tried again after failures: each time twice as long after the failure as the time before, at most a day.
 *
 * @param failures of the step so far, from 1
 * @returns undefined when that was the last attempt
 */
export function nextAttemptAfter(
  failures: number,
  now: Date,
  { attempts, backoffInMinutes }: AttemptLimits,
): Date | undefined {
  if (failures >= attempts) return undefined;
  const wait = Math.min(backoffInMinutes * MINUTE * 2 ** (failures - 1), DAY);
  return new Date(now.getTime() + wait);
}

const COMMAND = "illumio-iac-ven-";

/**
 * Name of the next command that installs the agent: `illumio-iac-ven-<attempt>`. It differs from that of the last command
 * also when attempts count from the start again.
 */
export function nextCommandName({ attempts, command }: Pick<VmRecord, "attempts" | "command">): string {
  const last = command?.name.startsWith(COMMAND) ? Number(command.name.slice(COMMAND.length)) : 0;
  return `${COMMAND}${Math.max(attempts, Number.isSafeInteger(last) ? last : 0) + 1}`;
}
