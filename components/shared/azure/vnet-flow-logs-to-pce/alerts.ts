import type { DrainLog } from "../../../../core/contracts/azure/drain-log";
import {
  DRAIN_SILENT_AFTER_IN_SECONDS,
  FLOWS_LATE_AFTER_IN_SECONDS,
} from "../../../../core/contracts/azure/drain-times";
import { lines, otherCode } from "../function-app/alerts";
import type { LogAlert } from "../log-alert";

/** Alerts for flows that need a person: late, refused, unreadable, not read at all, or read by other code. */
export function drainAlerts(functionApp: string): LogAlert[] {
  const count = {
    severity: 2,
    windowInMinutes: 5,
    operator: "GreaterThan",
    threshold: 0,
    windowsInARow: 1,
  } as const;
  return [
    {
      ...count,
      suffix: "flows-late",
      description: `A block of a flow log has waited for more than ${minutes(FLOWS_LATE_AFTER_IN_SECONDS)} minutes`,
      query: drains(functionApp, above("oldestUnreadBlockSeconds", FLOWS_LATE_AFTER_IN_SECONDS)),
    },
    {
      ...count,
      suffix: "lines-refused",
      description: "The PCE refused lines; they are in the queue rejected",
      query: drains(functionApp, above("refused", 0)),
    },
    {
      ...count,
      suffix: "blocks-unreadable",
      description: "Blocks of flow logs cannot be read; where they are stands in the queue rejected",
      query: drains(functionApp, above("unreadableBlocks", 0)),
    },
    {
      ...count,
      severity: 1,
      suffix: "no-drain",
      description: `No drain has worked for ${minutes(DRAIN_SILENT_AFTER_IN_SECONDS)} minutes`,
      query: drains(functionApp, `isempty(tostring(${line("error")}))`),
      windowInMinutes: minutes(DRAIN_SILENT_AFTER_IN_SECONDS) as 10,
      operator: "LessThan",
      threshold: 1,
    },
    otherCode(functionApp),
  ];
}

const minutes = (seconds: number): number => seconds / 60;
const line = (field: keyof DrainLog): string => `line.${field}`;
const above = (field: keyof DrainLog, most: number): string => `tolong(${line(field)}) > ${most}`;

function drains(functionApp: string, condition: string): string {
  return lines(functionApp, `tostring(${line("event")}) == "drain" and ${condition}`);
}
