import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { METRIC_NAMESPACES } from "../../core/contracts/aws/function-logs";
import type { NormaliseLog, UploadLog } from "../../core/contracts/function-logs";
import { functionMetric } from "./function-metric";

/**
 * The metrics of *normalise* and *upload*, which they write into their logs. Those of AWS are methods of the exposed queues and
 * functions.
 */
export abstract class FlowLogMetrics extends Construct {
  abstract readonly normaliseFunction: lambda.Function;
  abstract readonly uploadFunction: lambda.Function;

  /** Records of flow logs that *normalise* received. @default sum of five minutes */
  metricRecordsIn(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("RecordsIn", "Sum", options);
  }

  /** Records that became no flow. @default sum of five minutes */
  metricRecordsSkipped(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("RecordsSkipped", "Sum", options);
  }

  /** Skipped records that do not fit the format. @default sum of five minutes */
  metricRecordsUnreadable(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("RecordsUnreadable", "Sum", options);
  }

  /** Records whose direction *upload* has to decide. @default sum of five minutes */
  metricRecordsCarried(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("RecordsCarried", "Sum", options);
  }

  /** Flows that *normalise* put into the queue, each once per delivery. @default sum of five minutes */
  metricFlowsOut(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("FlowsOut", "Sum", options);
  }

  /** Messages that *normalise* put into the queue. @default sum of five minutes */
  metricMessagesSent(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("MessagesSent", "Sum", options);
  }

  /** Messages that *normalise* could not put into the queue. @default sum of five minutes */
  metricNormaliseMessagesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise("MessagesFailed", "Sum", options);
  }

  /**
   * Records that became no flow for one reason.
   *
   * @param reason as `skipped` in the line of *normalise* names it, for example `no-data`
   * @default sum of five minutes
   */
  metricSkipped(reason: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise(`Skipped.${reason}`, "Sum", options);
  }

  /**
   * Records for which *normalise* decided by one rule which end is the client.
   *
   * @param rule as `decisions` in the line of the function names it, for example `tcp-flags`
   * @default sum of five minutes
   */
  metricNormaliseDecided(rule: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofNormalise(`Decided.${rule}`, "Sum", options);
  }

  /**
   * Records that *normalise* left undecided, and *upload* decided by one rule.
   *
   * @param rule as `decisions` in the line of the function names it, for example `fan-out`
   * @default sum of five minutes
   */
  metricUploadDecided(rule: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload(`Decided.${rule}`, "Sum", options);
  }

  /** Unique lines that were to be delivered. @default sum of five minutes */
  metricFlowsIn(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsIn", "Sum", options);
  }

  /** Calls to the PCE, every try counted. @default sum of five minutes */
  metricPceCalls(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("PceCalls", "Sum", options);
  }

  /** Calls to the PCE that failed. @default sum of five minutes */
  metricPceCallsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("PceCallsFailed", "Sum", options);
  }

  /** Answers of the PCE of which a part could not be read. @default sum of five minutes */
  metricPceAnswersUnreadable(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("PceAnswersUnreadable", "Sum", options);
  }

  /** Lines that the PCE took. @default sum of five minutes */
  metricFlowsUploaded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsUploaded", "Sum", options);
  }

  /** Lines that the PCE refused. @default sum of five minutes */
  metricFlowsRefused(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsRefused", "Sum", options);
  }

  /** Lines of calls whose answer does not tell which of them were refused. @default sum of five minutes */
  metricFlowsUnmatched(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsUnmatched", "Sum", options);
  }

  /** Lines that are not delivered; they are sent again, or given up. @default sum of five minutes */
  metricFlowsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsFailed", "Sum", options);
  }

  /** Lines of failed calls that the PCE may have taken all the same. @default sum of five minutes */
  metricFlowsInDoubt(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsInDoubt", "Sum", options);
  }

  /** Messages that *upload* took out of the queue. @default sum of five minutes */
  metricMessagesIn(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("MessagesIn", "Sum", options);
  }

  /** Messages that could not be read and are in the dead-letter queue. @default sum of five minutes */
  metricMessagesUnreadable(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("MessagesUnreadable", "Sum", options);
  }

  /** Messages that the queue delivers to *upload* again. @default sum of five minutes */
  metricUploadMessagesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("MessagesFailed", "Sum", options);
  }

  /** New messages of the flow queue, with lines that are not delivered. @default sum of five minutes */
  metricMessagesPutBack(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("MessagesPutBack", "Sum", options);
  }

  /** New messages of the dead-letter queue, with lines that are given up because of their age. @default sum of five minutes */
  metricMessagesGivenUp(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("MessagesGivenUp", "Sum", options);
  }

  /** Highest receive count of a message. @default maximum of five minutes */
  metricMostReceives(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("MostReceives", "Maximum", options);
  }

  /** Age of the oldest flows, in seconds since they were first sent. @default maximum of five minutes */
  metricOldestFlowsInSeconds(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("OldestFlowsInSeconds", "Maximum", options);
  }

  /** Lines that the PCE took and gets again. @default sum of five minutes */
  metricFlowsRepeated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofUpload("FlowsRepeated", "Sum", options);
  }

  private ofNormalise(
    name: keyof NormaliseLog | `Skipped.${string}` | `Decided.${string}`,
    statistic: string,
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return functionMetric(this.normaliseFunction, METRIC_NAMESPACES.normalised, name, statistic, options);
  }

  private ofUpload(
    name: keyof UploadLog | `Decided.${string}`,
    statistic: string,
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return functionMetric(this.uploadFunction, METRIC_NAMESPACES.uploaded, name, statistic, options);
  }
}
