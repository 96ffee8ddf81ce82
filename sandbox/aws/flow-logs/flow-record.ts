import { ACK, FIN, type PacketObservation, RST, SYN, TCP } from "../../cloud/traffic/packet";
import type { NetworkInterface } from "../../cloud/traffic/topology";

/** What one interface counted for one 5-tuple, direction and action in one window. */
export interface FlowRecord
  extends Pick<
    PacketObservation,
    | "direction"
    | "src"
    | "dst"
    | "srcPort"
    | "dstPort"
    | "protocol"
    | "action"
    | "peerInterfaceId"
    | "trafficPath"
  > {
  readonly networkInterface: NetworkInterface;
  packets: number;
  bytes: number;
  /** Seconds of the first and the last packet. */
  readonly start: number;
  end: number;
  /** OR of the reported bits; undefined once a packet carried an invalid combination. */
  tcpFlags: number | undefined;
}

export function newRecord(networkInterface: NetworkInterface, seen: PacketObservation): FlowRecord {
  const second = Math.floor(seen.time / 1000);
  return {
    networkInterface,
    direction: seen.direction,
    src: seen.src,
    dst: seen.dst,
    srcPort: seen.srcPort,
    dstPort: seen.dstPort,
    protocol: seen.protocol,
    action: seen.action,
    peerInterfaceId: seen.peerInterfaceId,
    trafficPath: seen.trafficPath,
    packets: seen.packets,
    bytes: seen.bytes,
    start: second,
    end: second,
    tcpFlags: reportedFlags(seen),
  };
}

export function addToRecord(record: FlowRecord, seen: PacketObservation): void {
  const flags = reportedFlags(seen);
  record.packets += seen.packets;
  record.bytes += seen.bytes;
  record.end = Math.floor(seen.time / 1000);
  record.tcpFlags =
    flags === undefined || record.tcpFlags === undefined ? undefined : record.tcpFlags | flags;
}

/**
 * Bits a flow log shows for one packet: FIN 1, SYN 2, RST 4, SYN-ACK 18; ACK and PSH alone are 0. Undefined for a
 * combination that no TCP stack sends (SYN with FIN or RST): shown as `-`. Which combinations AWS calls invalid is
 * UNCONFIRMED. Other protocols show 0 (UNCONFIRMED: the documentation says nothing of them).
 */
function reportedFlags({ protocol, tcpFlags }: PacketObservation): number | undefined {
  if (protocol !== TCP) return 0;
  if (tcpFlags & SYN && tcpFlags & (FIN | RST)) return undefined;
  const ends = tcpFlags & (FIN | RST);
  if ((tcpFlags & SYN) === 0) return ends;
  return tcpFlags & ACK ? SYN | ACK : SYN;
}
