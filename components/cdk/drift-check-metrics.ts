import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { type DriftCheckLog, METRIC_NAMESPACES } from "../../core/contracts/aws/function-logs";
import { functionMetric } from "./function-metric";

/** The metrics of *drift-check*, which it writes into its log. Those of AWS are methods of the exposed function. */
export abstract class DriftCheckMetrics extends Construct {
  abstract readonly function: lambda.Function;

  /** Objects of a run that were compared. @default maximum of five minutes */
  metricObjectsChecked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("ObjectsChecked", "Maximum", options);
  }

  /** Objects of a run that are not as they are declared. @default maximum of five minutes */
  metricObjectsDrifted(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("ObjectsDrifted", "Maximum", options);
  }

  /** Objects of a run that could not be compared. @default maximum of five minutes */
  metricObjectsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("ObjectsFailed", "Maximum", options);
  }

  /** Calls to the PCE, every try counted. @default sum of five minutes */
  metricPceCalls(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("PceCalls", "Sum", options);
  }

  private ofRun(
    name: keyof DriftCheckLog,
    statistic: string,
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return functionMetric(this.function, METRIC_NAMESPACES["drift-checked"], name, statistic, options);
  }
}
