/** Times and limits of the *sql-sync* function. The bundle and the alerts of a component are made from them. */

/** `functionTimeout` of the app. A run ends itself before that. */
export const SQL_SYNC_TIMEOUT_IN_SECONDS = 300;

/** Share of its `maxRules` from which on a server is nearly full, in percent. */
export const LIMIT_NEAR_IN_PERCENT = 90;

/**
 * Cron expression of six fields for an interval. It counts from the full hour: an interval that does not divide 60 has a
 * shorter step at the end of the hour.
 *
 * @param minutes 1 to 60
 */
export function syncSchedule(minutes: number): string {
  return minutes === 60 ? "0 0 * * * *" : `0 */${minutes} * * * *`;
}
