import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as lambda from "aws-cdk-lib/aws-lambda";

/** A metric that a function of the package writes into its log. By default of five minutes. */
export function functionMetric(
  of: lambda.IFunction,
  namespace: string,
  metricName: string,
  statistic: string,
  options: cloudwatch.MetricOptions | undefined,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace,
    metricName,
    dimensionsMap: { FunctionName: of.functionName },
    statistic,
    period: Duration.minutes(5),
    ...options,
  });
}
