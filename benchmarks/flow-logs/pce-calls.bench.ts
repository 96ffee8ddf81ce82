import { MOST_FLOWS } from "../../clients/pce";
import { FLOW_BATCH_SIZE, FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { FlowBatch, FlowTable, readDelivery } from "../../core/flow-logs";
import { CallPace } from "../../functions/flow-upload/call-pace";
import { realTimer } from "../../functions/flow-upload/timer";
import { uploadInCalls } from "../../functions/flow-upload/upload-in-calls";
import { FORMATS, sampleDeliveries } from "./sample-deliveries";

export const title = "calls to the PCE for 1,000,000 records of skewed traffic";

const DELIVERIES = 250;
const RECORDS = 4_000;

/** Counts the calls of the upload function's own loop, over messages and batches of the size that is deployed. */
export async function run(): Promise<void> {
  const { ours: fields } = FORMATS;
  const sum = { records: 0, messages: 0, lines: 0, calls: 0, invocations: 0 };
  let waiting: string[] = [];
  const upload = async () => {
    const batch = new FlowBatch();
    for (const [message, body] of waiting.entries()) batch.add(body, message);
    batch.decide();
    waiting = [];
    let calls = 0;
    const unique = new Set<string>();
    await uploadInCalls(batch.flows, {
      send: async (lines) => {
        calls++;
        for (const line of lines) unique.add(line);
        return { received: lines.length, failed: 0, failedFlows: [] };
      },
      keepRefused: async () => undefined,
      timeLeft: () => Infinity,
      pace: new CallPace(() => realTimer.now()),
      timer: realTimer,
    });
    const most = Math.ceil(unique.size / MOST_FLOWS);
    if (calls > most) throw new Error(`${calls} calls for ${unique.size} unique flows, asked for: ${most}`);
    sum.lines += unique.size;
    sum.calls += calls;
    sum.invocations++;
  };
  for (const delivery of sampleDeliveries({ fields, deliveries: DELIVERIES, records: RECORDS })) {
    const table = new FlowTable();
    readDelivery(delivery, fields, table);
    sum.records += table.stats.records;
    for (const body of table.chunks(FLOW_MESSAGE_MAX_BYTES)) {
      waiting.push(body);
      sum.messages++;
      if (waiting.length === FLOW_BATCH_SIZE) await upload();
    }
  }
  if (waiting.length > 0) await upload();
  const { records, messages, lines, calls, invocations } = sum;
  console.log(`records ${records}, queue messages ${messages}, upload invocations ${invocations}`);
  console.log(`unique flows over the invocations ${lines}, calls ${calls} (one for each 1,000 flows begun)`);
  console.log(`a line for each record would have been ${Math.ceil(records / MOST_FLOWS)} calls`);
}
