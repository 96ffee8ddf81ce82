import { gzipSync } from "node:zlib";
import type { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "aws-lambda";
import { OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import type { NormaliseLog } from "../../../../core/contracts/function-logs";
import { normaliseHandler } from "../../../../functions/aws/normalise/normalise";
import { DEFAULT_RECORDS, deliveryOf, lambdaEventOf, OWN_RECORDS, SAMPLE_LOG_GROUP } from "../flow-samples";
import { type FuzzTarget, jsonOf, mustHold } from "../fuzz-target";

const context = {
  functionName: "normalise",
  awsRequestId: "1",
  getRemainingTimeInMillis: () => 60_000,
} as Context;

/** The *normalise* function: what it logs accounts for every record, whatever the delivery. */
export const normalise: FuzzTarget = {
  name: "normalise",
  seeds: [
    lambdaEventOf(deliveryOf(OWN_RECORDS)),
    deliveryOf(OWN_RECORDS),
    deliveryOf([OWN_RECORDS[0], null, "", ...DEFAULT_RECORDS]),
    deliveryOf(DEFAULT_RECORDS),
    JSON.stringify({ awslogs: { data: "H4sI" } }),
  ],
  words: ['"awslogs":', '"message":', "DATA_MESSAGE", "CONTROL_MESSAGE", "\\n", ...OWN_RECORDS],
  open: () => {
    let log: NormaliseLog | undefined;
    let sent = 0;
    const sqs = {
      send: async ({ input }: SendMessageBatchCommand) => {
        sent += input.Entries!.length;
        return { Successful: input.Entries!.map(({ Id }) => ({ Id })), Failed: [] };
      },
    } as unknown as SQSClient;
    const settings = {
      formats: new Map([[SAMPLE_LOG_GROUP, OWN_FORMAT]]),
      flowQueueUrl: "https://sqs.invalid/flows",
      includeRejected: false,
    };
    const handler = normaliseHandler(settings, sqs, (line) => {
      log = JSON.parse(line);
    });
    return {
      read: async (input, random) => {
        log = undefined;
        sent = 0;
        const event =
          random() < 0.5 ? jsonOf(input) : { awslogs: { data: gzipSync(input).toString("base64") } };
        try {
          await handler(event, context);
        } finally {
          accountFor(log, sent);
        }
      },
    };
  },
};

function accountFor(log: NormaliseLog | undefined, sent: number): void {
  if (log === undefined) throw new Error("nothing was logged");
  const { RecordsIn, RecordsSkipped, RecordsUnreadable, RecordsCarried, MessagesSent, decisions } = log;
  const decided = Object.values(decisions).reduce((sum, count) => sum + count, 0);
  mustHold(
    RecordsIn === RecordsSkipped + RecordsCarried + decided,
    () => `lost records: ${JSON.stringify(log)}`,
  );
  mustHold(RecordsUnreadable <= RecordsSkipped, () => `unreadable and not skipped: ${JSON.stringify(log)}`);
  mustHold(MessagesSent === sent, () => `${sent} messages were sent: ${JSON.stringify(log)}`);
}
