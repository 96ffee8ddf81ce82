/** Values that flow logs and functions get when the user says nothing. */
export const FLOW_LOG_DEFAULTS = {
  /** Of the 500 that a PCE takes per key and minute, so that other users of the key still get through. */
  pceCallsPerMinute: 400,
  maxConcurrency: 2,
  memorySizeInMegabytes: 512,
  flowLogRetentionInDays: 7,
  functionLogRetentionInDays: 30,
  failedDeliveryRetentionInDays: 90,
} as const;

/** Seconds over which a flow log adds packets up. The shorter of the two that AWS offers. */
export const AGGREGATION_INTERVAL_IN_SECONDS = 60;

/** Lambda keeps an asynchronous event at most this long, and tries it at most twice more. */
export const ASYNC_EVENT = { maximumAgeInSeconds: 6 * 3600, maximumRetryAttempts: 2 } as const;

export const FUNCTION_RUNTIME = "nodejs24.x";
export const FUNCTION_ARCHITECTURE = "arm64";

/** Days that CloudWatch Logs takes as retention. */
export const RETENTION_IN_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Calls per minute of one *upload* instance: the instances that may run together share what the key may do. */
export function callsPerMinutePerInstance(callsPerMinute: number, maxConcurrency: number): number {
  return Math.max(1, Math.floor(callsPerMinute / maxConcurrency));
}
