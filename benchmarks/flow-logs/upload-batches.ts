import { gzipSync } from "node:zlib";
import { FlowLogRecorder } from "illumio-iac-sandbox/aws";
import { type GroundTruth, playThreeTier, type Topology } from "illumio-iac-sandbox/traffic";
import { FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { FlowBatch, FlowTable, readDelivery, ServerEndpoints } from "../../core/flow-logs";

export interface UploadBatch {
  /** Lines as the upload function sends them. */
  readonly lines: readonly string[];
  /** Records that the batch was made of. */
  readonly records: readonly string[];
}

export interface PlayedHour {
  readonly batches: readonly UploadBatch[];
  /** Complete: the traffic was played to its end. */
  readonly truth: GroundTruth;
}

const MINUTE = 60_000;
const WINDOW_IN_MINUTES = 5;

/**
 * An hour of the three-tier application, seen through a flow log: every minute a delivery for each interface, uploaded
 * in batches of five minutes.
 */
export function playHour(
  topology: Topology,
  { recorded, read }: { readonly recorded: readonly string[]; readonly read: readonly string[] },
  seed: number,
): PlayedHour {
  const start = Date.UTC(2026, 8, 1, 9);
  const { interfaces, region, unloggedAddresses } = topology;
  const recorder = new FlowLogRecorder({
    fields: recorded,
    trafficType: "ACCEPT",
    aggregationInSeconds: 60,
    interfaces,
    region,
    unloggedAddresses,
  });
  const { packets, truth } = playThreeTier({ topology, seed, start });
  const known = new ServerEndpoints();
  const batches: UploadBatch[] = [];
  let deliveries: string[][] = [];
  let minute = 0;
  const closeMinute = () => {
    minute++;
    for (const { events } of recorder.flush(start + minute * MINUTE))
      deliveries.push(events.map(({ message }) => message));
    if (minute % WINDOW_IN_MINUTES !== 0) return;
    batches.push({ lines: upload(deliveries, read, known), records: deliveries.flat() });
    deliveries = [];
  };
  for (const packet of packets) {
    while (packet.time >= start + (minute + 1) * MINUTE) closeMinute();
    recorder.observe(packet);
  }
  // The last windows are open until a minute after the last packet, and the last batch until its five minutes are over.
  do closeMinute();
  while (minute < 60 + WINDOW_IN_MINUTES);
  return { batches, truth };
}

function upload(
  deliveries: readonly (readonly string[])[],
  fields: readonly string[],
  known: ServerEndpoints,
): string[] {
  const batch = new FlowBatch(known);
  let message = 0;
  for (const records of deliveries) {
    const logEvents = records.map((record) => ({ id: "0", timestamp: 0, message: record }));
    const payload = { messageType: "DATA_MESSAGE", owner: "", logGroup: "", logStream: "", logEvents };
    const table = new FlowTable();
    readDelivery(gzipSync(JSON.stringify(payload), { level: 1 }), fields, table);
    for (const body of table.chunks(FLOW_MESSAGE_MAX_BYTES)) batch.add(body, message++);
  }
  batch.decide();
  return batch.flows.map(({ line }) => line);
}
