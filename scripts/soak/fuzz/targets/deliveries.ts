import { gzipSync } from "node:zlib";
import { OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import { FlowBatch, FlowTable, readDelivery } from "../../../../core/flow-logs";
import { everyRecordIsCounted, hasDoubledKey, recordsInEvents } from "../flow-accounting";
import { DEFAULT_RECORDS, deliveryOf, OWN_RECORDS } from "../flow-samples";
import { type FuzzTarget, jsonOf, mustHold } from "../fuzz-target";

/** Deliveries of a CloudWatch Logs subscription, and the messages that are made of them. */
export const deliveries: FuzzTarget = {
  name: "deliveries",
  seeds: [
    deliveryOf(OWN_RECORDS),
    deliveryOf([OWN_RECORDS[0], null, OWN_RECORDS[1], "", OWN_RECORDS[0], OWN_RECORDS[2], undefined]),
    deliveryOf([`${OWN_RECORDS[0]}\n${OWN_RECORDS[1]}`, "\n", DEFAULT_RECORDS[0], "\\"]),
    deliveryOf(["CWL CONTROL MESSAGE: Checking health"]).replace("DATA_MESSAGE", "CONTROL_MESSAGE"),
  ],
  words: [
    '"logEvents":[',
    '"message":',
    "DATA_MESSAGE",
    "messageType",
    '{"id":"1"},',
    "\\n",
    "\\u0041",
    "}",
    "]",
    ...OWN_RECORDS,
  ],
  weight: 3,
  open: () => ({
    read: (input, random) => {
      const table = new FlowTable({ includeRejected: random() < 0.5 });
      const { kind } = readDelivery(random() < 0.1 ? gzipSync(input) : input, OWN_FORMAT, table);
      everyRecordIsCounted(table.stats, kind === "data" ? recordsIn(input) : undefined);
      const batch = new FlowBatch();
      for (const [message, body] of [...table.chunks(25_000)].entries()) batch.add(body, message);
      batch.decide();
      const { carried } = table.stats;
      const decided = Object.values(batch.stats.decisions).reduce((sum, count) => sum + count, 0);
      mustHold(decided === carried, () => `${carried} records carried, ${decided} decided by the batch`);
    },
  }),
};

function recordsIn(input: Buffer): number | undefined {
  const payload = jsonOf(input);
  if (payload === undefined || hasDoubledKey(input.toString(), payload)) return undefined;
  return recordsInEvents((payload as { logEvents?: unknown }).logEvents);
}
