/** Windows of scheduled query rules that Azure takes, in minutes, up to a day. */
const WINDOWS = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1_440] as const;

export type AlertWindow = (typeof WINDOWS)[number];

/** The shortest window that has so many minutes. @param minutes at most a day */
export function windowOf(minutes: number): AlertWindow {
  return WINDOWS.find((window) => window >= minutes) ?? 1_440;
}

/** An alert on lines of a log as data: a scheduled query rule of Azure Monitor. */
export interface LogAlert {
  /** Appended to the name of the component. */
  readonly suffix: string;
  readonly description: string;
  /** 0 critical, 1 error, 2 warning, 3 informational. */
  readonly severity: 1 | 2;
  /** KQL over the traces of an Application Insights component; the alert counts the lines it gives. */
  readonly query: string;
  /** Over how many minutes the lines are counted, and how often. */
  readonly windowInMinutes: AlertWindow;
  readonly operator: "GreaterThan" | "LessThan";
  readonly threshold: number;
  /** For how many windows in a row the count has to be so. At most 6. */
  readonly windowsInARow: number;
}
