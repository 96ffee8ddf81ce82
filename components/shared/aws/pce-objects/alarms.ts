import { METRIC_NAMESPACES } from "../../../../core/contracts/aws/function-logs";
import type { Alarm } from "../alarm";
import { scheduledRunAlarms } from "../scheduled-run-alarms";

/** Alarms of *drift-check*: objects are not as they are declared, or nobody knows whether they are. */
export function driftCheckAlarms<Name, Value>(watched: {
  readonly function: Name;
  readonly intervalInSeconds: Value;
}): Alarm<Name, Value>[] {
  return [
    // Two runs may fall into one period and none into the next, so the last two count.
    {
      suffix: "drifted",
      namespace: METRIC_NAMESPACES["drift-checked"],
      metricName: "ObjectsDrifted",
      dimensions: { FunctionName: watched.function },
      statistic: "Maximum",
      periodInSeconds: watched.intervalInSeconds,
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treatMissingData: "notBreaching",
      description:
        "Labels or workloads in the PCE are not as their stack declares them. The function's log names each one and what " +
        "differs.",
    },
    ...scheduledRunAlarms({
      ...watched,
      failing:
        "it is not known whether labels and workloads are as their stack declares them. The function's log has the reason.",
      notRunning: "nobody compares labels and workloads with what their stack declares.",
    }),
  ];
}
