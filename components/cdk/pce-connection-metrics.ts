import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { type CustomResourceLog, METRIC_NAMESPACES } from "../../core/contracts/aws/function-logs";
import { functionMetric } from "./function-metric";

/**
 * The metrics of the functions behind labels, workloads and bindings, which they write into their logs. Those of AWS are
 * methods of the exposed functions.
 *
 * A method fails before the first construct that makes its function.
 */
export abstract class PceConnectionMetrics extends Construct {
  abstract get function(): lambda.Function | undefined;
  abstract get bindingFunction(): lambda.Function | undefined;

  /** Requests for labels and workloads that failed. @default sum of five minutes */
  metricRequestsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofObjects("RequestsFailed", options);
  }

  /** Calls to the PCE for labels and workloads, every try counted. @default sum of five minutes */
  metricPceCalls(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofObjects("PceCalls", options);
  }

  /** Requests for bindings that failed. @default sum of five minutes */
  metricBindingRequestsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofBindings("RequestsFailed", options);
  }

  /** Calls to the PCE for bindings, every try counted. @default sum of five minutes */
  metricBindingPceCalls(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofBindings("PceCalls", options);
  }

  private ofObjects(name: keyof CustomResourceLog, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofFunction(this.function, "Label or UnmanagedWorkload", name, options);
  }

  private ofBindings(name: keyof CustomResourceLog, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofFunction(this.bindingFunction, "DagBinding", name, options);
  }

  private ofFunction(
    of: lambda.Function | undefined,
    makers: string,
    name: keyof CustomResourceLog,
    options: cloudwatch.MetricOptions | undefined,
  ): cloudwatch.Metric {
    if (of === undefined)
      throw new Error(
        `${this.node.path} has no function whose ${name} could be measured; make a ${makers} with it before`,
      );
    return functionMetric(of, METRIC_NAMESPACES["custom-resource-served"], name, "Sum", options);
  }
}
