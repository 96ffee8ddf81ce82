import { randomUUID } from "node:crypto";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSRecord } from "aws-lambda";
import type { SecretCache } from "../../clients/aws/secret-cache";
import { sendMessages } from "../../clients/aws/send-messages";
import { isFlowLogFormatError, PartialFailureError } from "../../core/errors";
import { FlowBatch, ServerEndpoints } from "../../core/flow-logs";
import { PceUploader } from "../shared/pce-uploader";
import type { Refusal } from "../shared/refusal";
import { refusedMessages } from "../shared/refused-messages";
import { TimeBudget } from "../shared/time-budget";
import { type UploadAnswer, uploadInCalls } from "../shared/upload-in-calls";
import { type LogWriter, writeLog } from "../shared/write-log";
import { batchRecords } from "./batch-records";
import type { UploadSettings } from "./settings";

/** Share of the time for calls after which one call gives up, with a better reason than that the time is over. */
const SHARE_OF_ONE_CALL = 0.8;

export interface UploadServices {
  readonly sqs: SQSClient;
  readonly secret: SecretCache;
  readonly write: LogWriter;
}

/**
 * Makes the handler that uploads a batch of flow messages to the PCE.
 *
 * It answers with the messages that have to come again: those with a line in a call that failed or was not made.
 * Lines that the PCE refuses go to the refused queue, messages that cannot be read to the dead-letter queue; neither
 * comes again, unless that queue could not take them. Delivery is at least once: a message that comes again uploads
 * all of its lines again.
 */
export function uploadHandler(settings: UploadSettings, { sqs, secret, write }: UploadServices) {
  const servers = new ServerEndpoints();

  return async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
    const started = Date.now();
    const time = new TimeBudget(context);
    const records = batchRecords(event, context, write);
    const batch = new FlowBatch(servers);
    const unreadable = readInto(batch, records);
    batch.decide({ serverPorts: settings.serverPorts, undecided: settings.undecided });
    const { flows } = batch;

    const signal = AbortSignal.timeout(Math.max(0, Math.ceil(time.forCalls())));
    const uploader = new PceUploader(settings.pce, secret, {
      callsPerMinute: settings.callsPerMinute,
      totalTimeoutInSeconds: Math.max((time.forCalls() / 1_000) * SHARE_OF_ONE_CALL, 0.1),
      signal,
    });
    const keepRefused = async (refusal: Refusal, answer: UploadAnswer): Promise<void> => {
      const messages = refusedMessages({
        version: 1,
        call: randomUUID(),
        pce: `${settings.pce.host}:${settings.pce.port}`,
        orgId: settings.pce.orgId,
        answeredAt: new Date().toISOString(),
        received: answer.received,
        failed: answer.failed,
        sent: refusal.sent,
        matched: refusal.matched,
        lines: refusal.lines,
        failedFlows: answer.failedFlows,
      });
      const { sent, unsent } = await sendMessages(sqs, settings.refusedQueueUrl, messages, () =>
        time.forMessages(),
      );
      if (unsent.length === 0) return;
      const failures = unsent.map(({ index, reason }) => ({ item: `message ${index + 1}`, reason }));
      throw new PartialFailureError(`keeping refused lines in ${settings.refusedQueueUrl}`, failures, sent);
    };
    const result = await uploadInCalls(flows, {
      send: (lines) => uploader.upload(lines),
      keepRefused,
      hasTime: () => time.hasTimeForCall(),
    }).finally(() => uploader.close());

    const dead = unreadable.map(({ record, reason }) => ({
      body: record.body,
      attributes: { reason, sourceMessageId: record.messageId },
    }));
    const put = await sendMessages(sqs, settings.deadLetterQueueUrl, dead, () => time.forMessages());
    const stranded = put.unsent.map(({ index, reason }) => ({ record: unreadable[index]!.record, reason }));

    const failed = new Set(Array.from(result.failedMessages, (message) => records[message]!.messageId));
    for (const { record } of stranded) failed.add(record.messageId);
    const problems = [
      ...result.problems,
      ...unreadable.map(({ record, reason }) => `message ${record.messageId} cannot be read: ${reason}`),
      ...stranded.map(
        ({ record, reason }) => `message ${record.messageId} is not in the dead-letter queue: ${reason}`,
      ),
    ];
    writeLog(
      {
        event: "uploaded",
        timestamp: new Date(started).toISOString(),
        level: failed.size > 0 ? "ERROR" : problems.length > 0 || result.refused > 0 ? "WARN" : "INFO",
        FunctionName: context.functionName,
        requestId: context.awsRequestId,
        MessagesIn: records.length,
        MessagesUnreadable: put.sent,
        MessagesFailed: failed.size,
        FlowsIn: flows.length,
        PceCalls: result.calls,
        FlowsUploaded: result.uploaded,
        FlowsRefused: result.refused,
        FlowsUnmatched: result.unmatched,
        FlowsFailed: result.failed,
        FlowsRepeated: result.repeated,
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
