import {
  FlowLogRecorder,
  type FlowLogRecorderOptions,
  type NetworkInterface,
  type PacketObservation,
} from "../../../../simulators/aws/traffic";

export const START = Date.UTC(2026, 8, 1, 9, 0, 0);

export function networkInterface(changes: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    id: "eni-0aaaaaaaaaaaaaaaa",
    vpcId: "vpc-0bbbbbbbbbbbbbbbb",
    subnetId: "subnet-0cccccccccccccccc",
    accountId: "123456789012",
    instanceId: "i-0dddddddddddddddd",
    interfaceType: "interface",
    addresses: ["10.0.1.5"],
    azId: "use1-az1",
    onNitro: true,
    ...changes,
  };
}

export function observation(changes: Partial<PacketObservation> = {}): PacketObservation {
  return {
    time: START,
    interfaceId: "eni-0aaaaaaaaaaaaaaaa",
    direction: "egress",
    src: "10.0.1.5",
    dst: "10.0.2.6",
    srcPort: 40000,
    dstPort: 443,
    protocol: 6,
    tcpFlags: 2,
    bytes: 60,
    packets: 1,
    action: "ACCEPT",
    ...changes,
  };
}

/** The packets of the other direction. */
export function answer(seen: PacketObservation, changes: Partial<PacketObservation> = {}): PacketObservation {
  return {
    ...seen,
    direction: seen.direction === "egress" ? "ingress" : "egress",
    src: seen.dst,
    dst: seen.src,
    srcPort: seen.dstPort,
    dstPort: seen.srcPort,
    ...changes,
  };
}

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
