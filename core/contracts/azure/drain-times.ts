/** Times of the *drain* function. The bundle and the alerts of a component are made from them. */

/** Six-field cron expression: every minute, because Network Watcher writes once a minute. */
export const DRAIN_SCHEDULE = "0 * * * * *";

/** `functionTimeout` of the app. A drain ends itself before that. */
export const DRAIN_TIMEOUT_IN_SECONDS = 300;

/** Age of the oldest unread block at which an operator should be told. */
export const FLOWS_LATE_AFTER_IN_SECONDS = 900;

/** Time without a drain that worked, after which an operator should be told. */
export const DRAIN_SILENT_AFTER_IN_SECONDS = 600;
