import type { SQSClient } from "@aws-sdk/client-sqs";
import type { CloudWatchLogsEvent, Context } from "aws-lambda";
import { sendMessages } from "../../../clients/aws/send-messages";
import { FLOW_MESSAGE_MAX_BYTES } from "../../../core/contracts/aws/flow-queue";
import { PartialFailureError } from "../../../core/errors";
import { type Delivery, FlowTable, readDelivery, unreadableRecords } from "../../../core/flow-logs";
import type { LogWriter } from "../../shared/write-log";
import { wrongEvent } from "../../shared/wrong-event";
import { writeLog } from "../shared/write-log";
import { knownFields } from "./log-group-formats";
import { refuseOtherFormat, unreadableProblems } from "./other-format";
import type { NormaliseSettings } from "./settings";

/** Longest and relative share of the function's time for its log line and for the error to reach Lambda. */
const RESERVE_IN_MILLISECONDS = 1_000;
const RESERVED_SHARE = 0.25;

/**
 * Makes the handler that turns one delivery of a log group into messages of the flow queue.
 *
 * Each log group has a format of its own; a delivery of a log group that is not known is refused. The handler succeeds only
 * when every message is in the queue. Otherwise it throws, so that Lambda invokes it again with the
 * same delivery and in the end puts the delivery into the on-failure destination. A second try may repeat messages that
 * are in the queue already.
 */
export function normaliseHandler(settings: NormaliseSettings, sqs: SQSClient, write: LogWriter) {
  const table = new FlowTable({ includeRejected: settings.includeRejected });
  const fieldsOf = (logGroup: string) => knownFields(settings.formats, logGroup);

  return async (event: unknown, context: Context): Promise<void> => {
    const started = Date.now();
    const reserve = Math.min(RESERVE_IN_MILLISECONDS, context.getRemainingTimeInMillis() * RESERVED_SHARE);
    const timeLeft = () => context.getRemainingTimeInMillis() - reserve;
    const problems: string[] = [];
    const outcome = { flows: 0, sent: 0, unsent: 0 };
    let delivery: Delivery | undefined;
    let failed = false;
    table.clear();
    try {
      delivery = readDelivery(payloadOf(event), fieldsOf, table);
      const fields = settings.formats.get(delivery.logGroup) ?? [];
      problems.push(...unreadableProblems(table.stats, fields));
      refuseOtherFormat(table.stats, fields);
      const bodies = Array.from(table.chunks(FLOW_MESSAGE_MAX_BYTES), (body) => ({ body }));
      outcome.flows = bodies.reduce((sum, { body }) => sum + flowsIn(body), 0);
      const { sent, unsent } = await sendMessages(sqs, settings.flowQueueUrl, bodies, timeLeft);
      Object.assign(outcome, { sent, unsent: unsent.length });
      if (unsent.length > 0) {
        const failures = unsent.map(({ index, reason }) => ({ item: `message ${index + 1}`, reason }));
        throw new PartialFailureError(`sending flows to ${settings.flowQueueUrl}`, failures, sent);
      }
    } catch (error) {
      failed = true;
      if (delivery === undefined) table.clear();
      problems.push(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      const { stats } = table;
      const { records, skipped, samples, decisions, carried } = stats;
      const unreadable = unreadableRecords(stats);
      writeLog(
        {
          event: "normalised",
          timestamp: new Date(started).toISOString(),
          level: failed ? "ERROR" : unreadable > 0 ? "WARN" : "INFO",
          FunctionName: context.functionName,
          requestId: context.awsRequestId,
          ...(delivery && {
            kind: delivery.kind,
            logGroup: delivery.logGroup,
            logStream: delivery.logStream,
          }),
          RecordsIn: records,
          RecordsSkipped: Object.values(skipped).reduce((sum, count) => sum + count, 0),
          RecordsUnreadable: unreadable,
          RecordsCarried: carried,
          FlowsOut: outcome.flows,
          MessagesSent: outcome.sent,
          MessagesFailed: outcome.unsent,
          skipped,
          samples,
          decisions,
          problems,
          durationInMilliseconds: Date.now() - started,
        },
        write,
      );
    }
  };
}

/** A message has a line per flow, and one before and one after them. */
function flowsIn(body: string): number {
  return body.split("\n").length - 3;
}

function payloadOf(event: unknown): Uint8Array {
  const data = (event as Partial<CloudWatchLogsEvent> | null | undefined)?.awslogs?.data;
  if (typeof data === "string" && data !== "") return Buffer.from(data, "base64");
  const wanted = `a delivery of CloudWatch Logs ({"awslogs":{"data":…}})`;
  throw wrongEvent(event, wanted, "Subscribe the function to the log group of a flow log");
}
