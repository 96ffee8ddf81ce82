import type { SqlFirewallLog, SqlSyncLog } from "../../../../core/contracts/azure/sql-sync-log";
import { LIMIT_NEAR_IN_PERCENT } from "../../../../core/contracts/azure/sql-sync-times";
import { lines, otherCode, windowOfRuns } from "../function-app/alerts";
import type { LogAlert } from "../log-alert";

/** What is called what, without the query, which names the app: known before the app is. */
export const SQL_SYNC_ALERTS = ["failing", "not-expressible", "limit-near", "no-run", "other-code"] as const;

/** Alerts for firewalls that need a person: not as the PCE wants them, not wholly expressible, nearly full, not looked at. */
export function sqlSyncAlerts(functionApp: string, intervalInMinutes: number): LogAlert[] {
  const windowInMinutes = windowOfRuns(intervalInMinutes);
  const count = {
    severity: 2,
    windowInMinutes,
    operator: "GreaterThan",
    threshold: 0,
    windowsInARow: 1,
  } as const;
  return [
    {
      ...count,
      severity: 1,
      suffix: "failing",
      description:
        "Firewalls of SQL servers are not as the PCE wants them; the log names each and the reason",
      query: lines(functionApp, `${is("sql-synced")} and tostring(${run("level")}) == "ERROR"`),
    },
    {
      ...count,
      suffix: "not-expressible",
      description: "Rules of the PCE allow what a firewall cannot express; its line has the reasons",
      query: lines(functionApp, `${is("sql-firewall")} and tolong(${one("notExpressible")}) > 0`),
    },
    {
      ...count,
      suffix: "limit-near",
      description: `A server has ${LIMIT_NEAR_IN_PERCENT} % or more of the rules that its firewall may have`,
      query: lines(
        functionApp,
        `${is("sql-firewall")} and tolong(${one("rulesInPercent")}) >= ${LIMIT_NEAR_IN_PERCENT}`,
      ),
    },
    {
      ...count,
      severity: 1,
      suffix: "no-run",
      description: `No run has ended for ${windowInMinutes} minutes; firewalls of SQL servers stay as they are`,
      query: lines(functionApp, is("sql-synced")),
      operator: "LessThan",
      threshold: 1,
    },
    otherCode(functionApp),
  ];
}

const is = (event: (SqlFirewallLog | SqlSyncLog)["event"]): string => `tostring(line.event) == "${event}"`;
const run = (field: keyof SqlSyncLog): string => `line.${field}`;
const one = (field: keyof SqlFirewallLog): string => `line.${field}`;
