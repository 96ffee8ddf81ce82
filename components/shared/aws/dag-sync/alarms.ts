import type { Alarm } from "../alarm";

/** Alarms for firewalls that are not kept in step: runs fail, or there are none. */
export function dagSyncAlarms<Name, Value>(watched: {
  readonly function: Name;
  readonly intervalInSeconds: Value;
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
    // A restart of the PCE, or a deployment of a changed binding, may cost one failed run.
    {
      ...common,
      suffix: "failing",
      metricName: "Errors",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching",
      description:
        "Two of three runs failed: registered addresses of firewalls are not as the PCE wants them. The function's log " +
        "names each entry and the reason.",
    },
    {
      ...common,
      suffix: "not-running",
      metricName: "Invocations",
      comparisonOperator: "LessThanThreshold",
      treatMissingData: "breaching",
      description:
        "No run for three intervals: registered addresses of firewalls stay as they are. Look at the rule, at the " +
        "function's permission and at its concurrency.",
    },
  ];
}
