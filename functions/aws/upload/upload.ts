import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSRecord } from "aws-lambda";
import { type OutgoingMessage, sendMessages } from "../../../clients/aws/send-messages";
import type { SecretSource } from "../../../clients/secret-source";
import { isFlowLogFormatError } from "../../../core/errors";
import { FlowBatch, ServerEndpoints } from "../../../core/flow-logs";
import { CallPace } from "../../flow-upload/call-pace";
import { realTimer, type Timer } from "../../flow-upload/timer";
import { deliveryCounts, uploadFlows } from "../../flow-upload/upload-flows";
import { TimeBudget } from "../../shared/time-budget";
import type { LogWriter } from "../../shared/write-log";
import { writeLog } from "../shared/write-log";
import { batchRecords } from "./batch-records";
import { ageInSeconds, receives } from "./message-age";
import { putBack } from "./put-back";
import { refusedQueue } from "./refused-queue";
import type { UploadSettings } from "./settings";

export interface UploadServices {
  readonly sqs: SQSClient;
  readonly secret: SecretSource;
  readonly write: LogWriter;
  /** Timer for the waits before calls are made again. @default the machine's own time */
  readonly timer?: Timer;
}

/**
 * Makes the handler that uploads a batch of flow messages to the PCE.
 *
 * Lines that are not delivered go back into the flow queue as new messages, and into the dead-letter queue once they
 * are too old. Lines that the PCE refuses go to the refused queue, messages that cannot be read to the dead-letter
 * queue; neither comes again. When one of these queues does not take what it should, the answer names the messages
 * concerned, and each of them comes again as a whole. Delivery is at least once: a call without an answer is made
 * again.
 */
export function uploadHandler(
  settings: UploadSettings,
  { sqs, secret, write, timer = realTimer }: UploadServices,
) {
  const servers = new ServerEndpoints();
  const pace = new CallPace(() => timer.now());

  return async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
    const started = Date.now();
    const time = new TimeBudget(() => context.getRemainingTimeInMillis());
    const records = batchRecords(event, context, write);
    const ages = records.map(ageInSeconds);
    const batch = new FlowBatch(servers);
    const unreadable = readInto(batch, records);
    batch.decide({ serverPorts: settings.serverPorts, undecided: settings.undecided });
    const { flows } = batch;

    const sendTo = (queueUrl: string) => (messages: readonly OutgoingMessage[]) =>
      sendMessages(sqs, queueUrl, messages, () => time.forMessages());
    const toDeadLetterQueue = sendTo(settings.deadLetterQueueUrl);
    const result = await uploadFlows(flows, {
      pce: settings.pce,
      secret,
      callsPerMinute: settings.callsPerMinute,
      refused: refusedQueue(settings.refusedQueueUrl, sendTo(settings.refusedQueueUrl)),
      time,
      pace,
      timer,
    });

    const left = await putBack(
      {
        flows: result.leftOver,
        ages,
        reason: result.problems[0] ?? "",
        pauseInSeconds: result.outOfTime ? undefined : result.retryAfterInSeconds,
      },
      { toFlowQueue: sendTo(settings.flowQueueUrl), toDeadLetterQueue },
    );
    const dead = unreadable.map(({ record, reason }) => ({
      body: record.body,
      attributes: { reason, sourceMessageId: record.messageId },
    }));
    const put = await toDeadLetterQueue(dead);
    const stranded = put.unsent.map(({ index, reason }) => ({ record: unreadable[index]!.record, reason }));

    const failed = new Set(Array.from(left.failedMessages, (message) => records[message]!.messageId));
    const inFailed = flows.filter(({ messages }) => messages.some((one) => left.failedMessages.has(one)));
    for (const { record } of stranded) failed.add(record.messageId);
    const problems = [
      ...result.problems,
      ...left.problems,
      ...unreadable.map(({ record, reason }) => `message ${record.messageId} cannot be read: ${reason}`),
      ...stranded.map(
        ({ record, reason }) => `message ${record.messageId} is not in the dead-letter queue: ${reason}`,
      ),
    ];
    const comesAgain = failed.size > 0 || result.leftOver.length > 0;
    writeLog(
      {
        event: "uploaded",
        timestamp: new Date(started).toISOString(),
        level: comesAgain ? "ERROR" : problems.length > 0 || result.refused > 0 ? "WARN" : "INFO",
        FunctionName: context.functionName,
        requestId: context.awsRequestId,
        MessagesIn: records.length,
        MessagesUnreadable: put.sent,
        MessagesFailed: failed.size,
        MessagesPutBack: left.messagesPutBack,
        MessagesGivenUp: left.messagesGivenUp,
        MostReceives: Math.max(0, ...records.map(receives)),
        OldestFlowsInSeconds: Math.max(0, ...ages),
        ...deliveryCounts(flows, result),
        FlowsRepeated: inFailed.length - left.failedFlows,
        decisions: batch.stats.decisions,
        problems,
        durationInMilliseconds: Date.now() - started,
      },
      write,
    );
    return { batchItemFailures: Array.from(failed, (itemIdentifier) => ({ itemIdentifier })) };
  };
}

interface Unreadable {
  readonly record: SQSRecord;
  readonly reason: string;
}

function readInto(batch: FlowBatch, records: readonly SQSRecord[]): Unreadable[] {
  const unreadable: Unreadable[] = [];
  for (const [message, record] of records.entries()) {
    try {
      batch.add(record.body, message);
    } catch (error) {
      if (!isFlowLogFormatError(error)) throw error;
      unreadable.push({ record, reason: error.message });
    }
  }
  return unreadable;
}
