import type { SqlFirewallLog } from "../../../core/contracts/azure/sql-sync-log";
import { notExpressibleCounts } from "../../../core/sql-firewall";
import type { FirewallResult } from "./sync-servers";

/** What the line of one firewall says beside what all lines of a run say. */
export function firewallLine({
  definition,
  plan,
  report,
  durationInMilliseconds,
}: FirewallResult): Omit<SqlFirewallLog, "timestamp" | "FunctionName" | "requestId" | "bundle"> {
  const { outcome, added, removed, reason } = report;
  const { maxRules } = definition;
  const notExpressible = plan?.wanted.notExpressible ?? [];
  const warnings = plan?.plan.warnings ?? [];
  const rules = plan?.plan.rulesAfter;
  const isWarned = warnings.length + notExpressible.length > 0;
  return {
    event: "sql-firewall",
    level: reason !== undefined ? "ERROR" : isWarned ? "WARN" : "INFO",
    firewall: definition.name,
    server: definition.server.serverName,
    outcome,
    added,
    removed,
    notExpressible: notExpressible.length,
    notExpressibleByReason: plan === undefined ? {} : notExpressibleCounts(plan.wanted),
    samples: Object.fromEntries(notExpressible.map((one) => [one.reason, one.what]).reverse()),
    maxRules,
    ...(rules !== undefined && { rules, rulesInPercent: Math.floor((rules * 100) / maxRules) }),
    warnings,
    problems: reason === undefined ? [] : [reason],
    durationInMilliseconds,
  };
}
