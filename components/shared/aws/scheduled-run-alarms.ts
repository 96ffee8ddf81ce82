import type { Alarm } from "./alarm";

/** Alarms for a function that runs at an interval: its runs fail, or there are none. */
export function scheduledRunAlarms<Name, Value>(watched: {
  readonly function: Name;
  readonly intervalInSeconds: Value;
  /** What it means that two of three runs failed. */
  readonly failing: string;
  /** What it means that there was no run for three intervals. */
  readonly notRunning: string;
}): Alarm<Name, Value>[] {
  const common = {
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: watched.function },
    statistic: "Sum",
    periodInSeconds: watched.intervalInSeconds,
    evaluationPeriods: 3,
    threshold: 1,
  } as const;
  return [
    // A restart of the PCE, or a deployment of what changed, may cost one failed run.
    {
      ...common,
      suffix: "failing",
      metricName: "Errors",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching",
      description: `Two of three runs failed: ${watched.failing}`,
    },
    {
      ...common,
      suffix: "not-running",
      metricName: "Invocations",
      comparisonOperator: "LessThanThreshold",
      treatMissingData: "breaching",
      description:
        `No run for three intervals: ${watched.notRunning} Look at the rule, at the function's permission and at its ` +
        "concurrency.",
    },
  ];
}
