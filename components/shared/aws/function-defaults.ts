/** What all functions of the package have in common. */
export const FUNCTION = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  /** Lambda's own lines of log stay text; the function's lines are JSON in either format. */
  logFormat: "Text",
} as const;

/** Default memory of a function. */
export const MEMORY_SIZE_IN_MEGABYTES = 512;

/** Default of the days that a function's log group keeps its events. */
export const FUNCTION_LOG_RETENTION_IN_DAYS = 30;

/** Retention periods, in days, that CloudWatch Logs accepts. */
export const RETENTION_IN_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
