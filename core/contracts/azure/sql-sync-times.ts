/** Times and limits of the *sql-sync* function. The bundle and the alerts of a component are made from them. */

/** `functionTimeout` of the app. A run ends itself before that. */
export const SQL_SYNC_TIMEOUT_IN_SECONDS = 300;

/** Share of its `maxRules` from which on a server is nearly full, in percent. */
export const LIMIT_NEAR_IN_PERCENT = 90;
