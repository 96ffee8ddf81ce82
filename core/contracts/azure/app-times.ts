/** How long an app may run another bundle than its component expects, before an operator should be told. */
export const OTHER_BUNDLE_AFTER_IN_SECONDS = 1_800;

/**
 * Cron expression of six fields for an interval. It counts from the full hour: an interval that does not divide 60 has a
 * shorter step at the end of the hour.
 *
 * @param minutes 1 to 60
 */
export function scheduleOf(minutes: number): string {
  return minutes === 60 ? "0 0 * * * *" : `0 */${minutes} * * * *`;
}
