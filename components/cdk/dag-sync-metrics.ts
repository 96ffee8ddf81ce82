import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { METRIC_NAMESPACES } from "../../core/contracts/aws/function-logs";
import type { DagSyncLog } from "../../core/contracts/function-logs";
import { functionMetric } from "./function-metric";

/** The metrics of *dag-sync*, which it writes into its log. Those of AWS are methods of the exposed function. */
export abstract class DagSyncMetrics extends Construct {
  abstract readonly function: lambda.Function;

  /** Entries of a run: one for each binding in each table of registered addresses. @default maximum of five minutes */
  metricEntries(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("Entries", "Maximum", options);
  }

  /** Entries of a run for which nothing had to be written. @default maximum of five minutes */
  metricEntriesInSync(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("EntriesInSync", "Maximum", options);
  }

  /** Entries that were written. @default sum of five minutes */
  metricEntriesWritten(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("EntriesWritten", "Sum", options);
  }

  /** Entries of a run not written, because another declaration of the binding is in force, or none is. @default maximum of five minutes */
  metricEntriesStale(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("EntriesStale", "Maximum", options);
  }

  /** Entries of a run that were refused, failed or never reached, without the stale ones. @default maximum of five minutes */
  metricEntriesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("EntriesFailed", "Maximum", options);
  }

  /** Addresses that were registered. @default sum of five minutes */
  metricAddressesRegistered(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("AddressesRegistered", "Sum", options);
  }

  /** Addresses that were unregistered. @default sum of five minutes */
  metricAddressesUnregistered(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("AddressesUnregistered", "Sum", options);
  }

  /** Calls to the PCE, every try counted. @default sum of five minutes */
  metricPceCalls(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("PceCalls", "Sum", options);
  }

  /** Calls to firewalls. @default sum of five minutes */
  metricFirewallCalls(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofRun("FirewallCalls", "Sum", options);
  }

  private ofRun(
    name: keyof DagSyncLog,
    statistic: string,
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return functionMetric(this.function, METRIC_NAMESPACES["dag-synced"], name, statistic, options);
  }
}
