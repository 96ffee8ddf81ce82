import type { Alarm } from "../alarm";
import { scheduledRunAlarms } from "../scheduled-run-alarms";

/** Alarms for firewalls that are not kept in step: runs fail, or there are none. */
export function dagSyncAlarms<Name, Value>(watched: {
  readonly function: Name;
  readonly intervalInSeconds: Value;
}): Alarm<Name, Value>[] {
  return scheduledRunAlarms({
    ...watched,
    failing:
      "registered addresses of firewalls are not as the PCE wants them. The function's log names each entry and the reason.",
    notRunning: "registered addresses of firewalls stay as they are.",
  });
}
