/**
 * A CloudWatch alarm as data. Resource names and values computed from arguments are of the engine's own types and are
 * passed on without being read.
 */
export interface Alarm<Name, Value = number> {
  /** Appended to the name of the component. */
  readonly suffix: string;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, Name>>;
  readonly statistic: "Sum" | "Maximum";
  readonly periodInSeconds: number | Value;
  readonly evaluationPeriods: number;
  /** @default all of the evaluated periods */
  readonly datapointsToAlarm?: number;
  readonly comparisonOperator: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  readonly threshold: number | Value;
  readonly treatMissingData: "breaching" | "notBreaching";
}
