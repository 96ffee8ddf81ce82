import type { AppLog } from "./app-log";

/** Line of a run that was left to another instance, which holds the lease. */
export interface SqlSyncSkippedLog extends AppLog {
  readonly event: "sql-sync-skipped";
}

/** Line of one firewall in a run. */
export interface SqlFirewallLog extends AppLog {
  readonly event: "sql-firewall";
  /** Name of the firewall and of its server. */
  readonly firewall: string;
  readonly server: string;
  /** `stale`: another declaration is in force, or none. `failed`: refused, failed or never reached. */
  readonly outcome: "in-sync" | "written" | "stale" | "failed";
  /** Rules that were written and removed. */
  readonly added: number;
  readonly removed: number;
  /** Consumers, or parts of them, that are not in the firewall: in all, by reason, and one of each reason. */
  readonly notExpressible: number;
  readonly notExpressibleByReason: Readonly<Record<string, number>>;
  readonly samples: Readonly<Record<string, string>>;
  /** IP rules of the server by the plan, those of others and the marker included; absent where none was made. */
  readonly rules?: number;
  /** `maxRules` of the firewall, and `rules` in percent of it, rounded down. */
  readonly maxRules: number;
  readonly rulesInPercent?: number;
}

/** Line of one run, after those of its firewalls. */
export interface SqlSyncLog extends AppLog {
  readonly event: "sql-synced";
  /** Why no firewall was looked at: the PCE has no answer, the lock cannot be taken, … */
  readonly error?: string;
  readonly firewalls: number;
  readonly inSync: number;
  readonly written: number;
  readonly stale: number;
  /** Firewalls that were refused, failed or never reached, without the stale ones. */
  readonly failed: number;
  readonly rulesAdded: number;
  readonly rulesRemoved: number;
  /** Calls to the PCE, every try counted. */
  readonly pceCalls: number;
}

/** What the *sql-sync* function writes. */
export type SqlSyncLogLine = SqlSyncLog | SqlFirewallLog | SqlSyncSkippedLog;
