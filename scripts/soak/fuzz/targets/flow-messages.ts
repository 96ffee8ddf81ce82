import { OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import { FlowBatch, FlowTable, readDelivery } from "../../../../core/flow-logs";
import { batchRecords } from "../../../../functions/aws/upload/batch-records";
import { deliveryOf, OWN_RECORDS } from "../flow-samples";
import { type FuzzTarget, jsonOf, mustHold } from "../fuzz-target";

const LINE = /^[0-9a-f.:]+,[0-9a-f.:]+,\d{1,5},\d{1,3}$/;
const CONTEXT = { functionName: "upload", awsRequestId: "1" } as Parameters<typeof batchRecords>[1];

/** Bodies of the flow queue, in the event that brings them. */
export const flowMessages: FuzzTarget = {
  name: "flow-messages",
  seeds: [
    ...bodies(),
    "illumio-flows/1 2 1\n10.1.4.20,10.1.9.31,5432,6\n10.1.4.21,10.1.9.31,5432,6,rejected\n10.1.4.20,51544,10.1.9.40,8088,6,3,2\nend\n",
    "illumio-flows/1 0 0\nend\n",
    JSON.stringify({ Records: bodies().map((body, index) => ({ messageId: `${index}`, body })) }),
  ],
  words: ["illumio-flows/1", "end\n", "rejected", ",", "\n"],
  weight: 2,
  open: () => ({
    read: (input) => {
      const event = jsonOf(input);
      const taken =
        event === undefined ? [{ body: input.toString() }] : batchRecords(event, CONTEXT, () => undefined);
      const batch = new FlowBatch();
      for (const [message, { body }] of taken.entries()) batch.add(body, message);
      batch.decide({ undecided: "lower-port" });
      for (const { line, messages } of batch.flows)
        mustHold(
          LINE.test(line) && messages.length > 0,
          () => `a flow is ${JSON.stringify({ line, messages })}`,
        );
    },
  }),
};

function bodies(): string[] {
  const table = new FlowTable({ includeRejected: true });
  readDelivery(Buffer.from(deliveryOf(OWN_RECORDS)), OWN_FORMAT, table);
  return [...table.chunks(256)];
}
