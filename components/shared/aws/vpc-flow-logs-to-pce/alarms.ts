import { FLOWS_LATE_AFTER_IN_SECONDS } from "../../../../core/contracts/aws/flow-queue";
import { METRIC_NAMESPACES } from "../../../../core/contracts/aws/function-logs";
import type { UploadLog } from "../../../../core/contracts/function-logs";
import type { Alarm } from "../alarm";

/** Alarms for flows that need a person: late, given up and kept, or lost. */
export function flowLogAlarms<Name, Value>(watched: {
  readonly normaliseFunction: Name;
  readonly uploadFunction: Name;
  readonly flowQueue: Name;
  readonly deadLetterQueue: Name;
  /** See `FlowQueueTimes`. */
  readonly receivesToWorry: Value;
}): Alarm<Name, Value>[] {
  const { normaliseFunction, uploadFunction, flowQueue, deadLetterQueue, receivesToWorry } = watched;
  const ofNormalise = {
    ...COMMON,
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: normaliseFunction },
    statistic: "Sum",
  } as const;
  const ofUpload = {
    ...COMMON,
    namespace: METRIC_NAMESPACES.uploaded,
    dimensions: { FunctionName: uploadFunction },
    statistic: "Maximum",
  } as const;
  const ofQueue = (queue: Name) =>
    ({ ...COMMON, namespace: "AWS/SQS", dimensions: { QueueName: queue }, statistic: "Maximum" }) as const;
  const uploadMetric = (metricName: keyof UploadLog) => metricName;
  return [
    {
      ...ofNormalise,
      suffix: "deliveries-given-up",
      metricName: "AsyncEventsDropped",
      description:
        "Deliveries of flow logs failed at every try. They are in the bucket of failed deliveries: " +
        '"illumio-iac redrive" puts them back.',
    },
    {
      ...ofNormalise,
      suffix: "deliveries-lost",
      metricName: "DestinationDeliveryFailures",
      description: "Deliveries of flow logs failed and could not be kept in the bucket of failed deliveries.",
    },
    {
      ...ofQueue(deadLetterQueue),
      suffix: "dead-letters",
      metricName: "ApproximateNumberOfMessagesVisible",
      description:
        "Flows did not reach the PCE and are in the dead-letter queue. Redrive it when the PCE takes them again.",
    },
    // SQS counts flows that were put back as new messages, so only upload knows their whole age; and only SQS sees a
    // queue that nobody empties.
    {
      ...ofUpload,
      suffix: "flows-late",
      metricName: uploadMetric("OldestFlowsInSeconds"),
      threshold: FLOWS_LATE_AFTER_IN_SECONDS,
      description:
        "The PCE does not take flows: some have waited for more than 15 minutes. They are tried again for 36 hours, " +
        "then they go to the dead-letter queue. The log of upload says why.",
    },
    {
      ...ofQueue(flowQueue),
      suffix: "flows-waiting",
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: FLOWS_LATE_AFTER_IN_SECONDS,
      description:
        "Nobody takes flows out of the queue: some have been there for more than 15 minutes. Look at upload's errors, " +
        "at its event source mapping and at maxConcurrency.",
    },
    {
      ...ofUpload,
      suffix: "receives",
      metricName: uploadMetric("MostReceives"),
      threshold: receivesToWorry,
      description:
        "Messages come again and again as they are: a tenth of the receives after which they go to the dead-letter " +
        "queue is used up. The upload function ends without an answer, or cannot put flows back into the queue.",
    },
  ];
}

/** Any loss rings, at once; no data is no loss. */
const COMMON = {
  periodInSeconds: 300,
  evaluationPeriods: 1,
  comparisonOperator: "GreaterThanThreshold",
  threshold: 0,
  treatMissingData: "notBreaching",
} as const;
