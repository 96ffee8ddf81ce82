import type { AppLog } from "../../../../core/contracts/azure/app-log";
import { OTHER_BUNDLE_AFTER_IN_SECONDS } from "../../../../core/contracts/azure/app-times";
import { type AlertWindow, type LogAlert, windowOf } from "../log-alert";

/** Alert for an app that runs other code than its component deployed. */
export function otherCode(functionApp: string): LogAlert {
  const bundle: keyof AppLog = "bundle";
  const windowInMinutes = 5;
  return {
    severity: 2,
    windowInMinutes,
    operator: "GreaterThan",
    threshold: 0,
    suffix: "other-code",
    description: `The function has run other code than its component expects for ${OTHER_BUNDLE_AFTER_IN_SECONDS / 60} minutes`,
    query: lines(functionApp, `tostring(line.${bundle}) == "other"`),
    windowsInARow: OTHER_BUNDLE_AFTER_IN_SECONDS / 60 / windowInMinutes,
  };
}

/**
 * Query for the lines of an app that meet a condition over `line`, the parsed JSON. The component of Application Insights may
 * be that of several apps, and an app writes other lines too.
 */
export function lines(functionApp: string, condition: string): string {
  return [
    "traces",
    `| where cloud_RoleName =~ "${functionApp}"`,
    "| extend line = parse_json(message)",
    `| where ${condition}`,
  ].join("\n");
}

/** How many runs may be missing, or fit into the window over which lines are counted. */
const RUNS = 3;

/** Window over which the lines of runs at an interval are counted: long enough for three runs. */
export function windowOfRuns(intervalInMinutes: number): AlertWindow {
  return windowOf(RUNS * intervalInMinutes);
}
