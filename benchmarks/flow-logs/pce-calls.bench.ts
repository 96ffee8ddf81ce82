import { FlowBatch, FlowTable, readDelivery } from "../../core/flow-logs";
import { FORMATS, sampleDeliveries } from "./sample-deliveries";

export const title = "calls to the PCE for 1,000,000 records of skewed traffic";

const DELIVERIES = 250;
const RECORDS = 4_000;
/** Messages that one invocation of the upload function takes. */
const MESSAGES_IN_A_BATCH = 50;
const LINES_IN_A_CALL = 1_000;

export async function run(): Promise<void> {
  const { ours: fields } = FORMATS;
  let [records, messages, lines, calls, invocations] = [0, 0, 0, 0, 0];
  let batch = new FlowBatch();
  let inBatch = 0;
  const upload = () => {
    batch.decide();
    const unique = new Set(batch.flows.map(({ line }) => line)).size;
    if (unique !== batch.flows.length) throw new Error("a batch has a line twice");
    lines += unique;
    calls += Math.ceil(unique / LINES_IN_A_CALL);
    invocations++;
    batch = new FlowBatch();
    inBatch = 0;
  };
  for (const delivery of sampleDeliveries({ fields, deliveries: DELIVERIES, records: RECORDS })) {
    const table = new FlowTable();
    readDelivery(delivery, fields, table);
    records += table.stats.records;
    for (const body of table.chunks(240_000)) {
      batch.add(body, inBatch++);
      messages++;
      if (inBatch === MESSAGES_IN_A_BATCH) upload();
    }
  }
  if (inBatch > 0) upload();
  console.log(`records ${records}, queue messages ${messages}, upload invocations ${invocations}`);
  console.log(`unique flows over the invocations ${lines}, calls ${calls} (one for each 1,000 flows begun)`);
  console.log(`a line for each record would have been ${Math.ceil(records / LINES_IN_A_CALL)} calls`);
}
