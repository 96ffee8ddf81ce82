import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import type { LogWriter } from "../../shared/write-log";
import { wrongEvent } from "../../shared/wrong-event";
import { writeLog } from "../shared/write-log";

/**
 * The messages of a batch.
 *
 * @throws FlowLogFormatError when the event is not that of a queue; the log line says what came instead
 */
export function batchRecords(event: unknown, context: Context, write: LogWriter): readonly SQSRecord[] {
  const records: unknown = (event as Partial<SQSEvent> | null | undefined)?.Records;
  if (Array.isArray(records) && records.every((record) => typeof record?.body === "string")) return records;
  const wrong = wrongEvent(
    event,
    `a batch of an SQS queue ({"Records":[{"body":…}]})`,
    "Map the flow queue to the function",
  );
  writeLog(
    {
      event: "uploaded",
      timestamp: new Date().toISOString(),
      level: "ERROR",
      FunctionName: context.functionName,
      requestId: context.awsRequestId,
      MessagesIn: 0,
      MessagesUnreadable: 0,
      MessagesFailed: 0,
      MessagesPutBack: 0,
      MessagesGivenUp: 0,
      MostReceives: 0,
      OldestFlowsInSeconds: 0,
      FlowsIn: 0,
      PceCalls: 0,
      PceCallsFailed: 0,
      PceAnswersUnreadable: 0,
      FlowsUploaded: 0,
      FlowsRefused: 0,
      FlowsUnmatched: 0,
      FlowsFailed: 0,
      FlowsInDoubt: 0,
      FlowsRepeated: 0,
      decisions: {},
      problems: [wrong.message],
      durationInMilliseconds: 0,
    },
    write,
  );
  throw wrong;
}
