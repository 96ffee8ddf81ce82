import type { SqlSyncLog } from "../../../core/contracts/azure/sql-sync-log";
import type { ItemReport } from "../../../core/reconcile/report";
import type { FirewallResult } from "./sync-servers";

/** What a run counts. @param firewalls number of them, those that were never looked at included */
export function counts(
  firewalls: number,
  results: readonly FirewallResult[],
): Pick<SqlSyncLog, "firewalls" | "inSync" | "written" | "stale" | "failed" | "rulesAdded" | "rulesRemoved"> {
  const having = (outcome: ItemReport["outcome"]) =>
    results.filter(({ report }) => report.outcome === outcome).length;
  const sum = (of: (report: ItemReport) => number) =>
    results.reduce((total, { report }) => total + of(report), 0);
  const [inSync, written, stale] = [having("in-sync"), having("written"), having("stale")];
  return {
    firewalls,
    inSync,
    written,
    stale,
    failed: firewalls - inSync - written - stale,
    rulesAdded: sum(({ added }) => added),
    rulesRemoved: sum(({ removed }) => removed),
  };
}
