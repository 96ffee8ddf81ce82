import type { NetworkInterface, PacketObservation } from "../../../../sandbox/cloud/traffic";

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
