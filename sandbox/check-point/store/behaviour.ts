import type { ApiVersion } from "../api/api-path";

/** How the management server behaves; may be changed while it runs. */
export interface CheckPointBehaviour {
  /** What `login` announces. With 1 (R80), errors have status 500. @default "1.9" */
  apiVersion: ApiVersion;
  /** `show-task` calls that see a task in progress. @default 1 */
  taskPolls: number;
  /** A session that timed out keeps its changes and locks until somebody discards it. @default true */
  expiredSessionsKeepLocks: boolean;
  /**
   * An installation from a session with unpublished changes is refused. @default true
   *
   * UNCONFIRMED: users report an error, or that the changes are left out.
   */
  installNeedsPublishedSession: boolean;
  /** Answers 403 with HTML to all, as a server does that accepts API calls from itself only. @default false */
  closedToRemoteHosts: boolean;
  /** Calls in any second; more are refused. @default 100, the vendor's default */
  callsPerSecond: number;
  /** Logins in any minute; more are refused. @default no limit. Since R81 there is one, users say three. */
  loginsPerMinute: number;
  /** A call takes at least so long. @default 0 */
  latencyInMs: number;
}

export const defaultBehaviour: CheckPointBehaviour = {
  apiVersion: "1.9",
  taskPolls: 1,
  expiredSessionsKeepLocks: true,
  installNeedsPublishedSession: true,
  closedToRemoteHosts: false,
  callsPerSecond: 100,
  loginsPerMinute: Number.POSITIVE_INFINITY,
  latencyInMs: 0,
};
