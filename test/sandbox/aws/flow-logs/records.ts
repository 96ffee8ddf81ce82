import { FlowLogRecorder, type FlowLogRecorderOptions } from "../../../../sandbox/aws/flow-logs";
import type { PacketObservation } from "../../../../sandbox/cloud/traffic";
import { networkInterface, START } from "../../cloud/traffic/observations";

export function recorder(
  changes: Partial<FlowLogRecorderOptions> & { format?: string } = {},
): FlowLogRecorder {
  const { format = "srcaddr dstaddr", ...options } = changes;
  return new FlowLogRecorder({
    fields: format.split(" "),
    trafficType: "ALL",
    aggregationInSeconds: 60,
    interfaces: [networkInterface()],
    region: "us-east-1",
    ...options,
  });
}

/** Every line the packets make, once all their windows have ended. */
export function linesOf(log: FlowLogRecorder, packets: Iterable<PacketObservation>, end = START): string[] {
  let last = end;
  for (const packet of packets) {
    log.observe(packet);
    last = Math.max(last, packet.time);
  }
  return log.flush(last + 60_000).flatMap(({ events }) => events.map(({ message }) => message));
}
