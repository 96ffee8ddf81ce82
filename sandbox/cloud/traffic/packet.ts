/** TCP header bits, as on the wire (RFC 9293). */
export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

/**
 * Packets seen at one network interface at one moment: one packet, or a burst of packets that share every
 * header field below. A packet between two interfaces of ours makes two observations, one at each.
 */
export interface PacketObservation {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly interfaceId: string;
  /** Relative to the interface; says nothing of who opened the connection. */
  readonly direction: "ingress" | "egress";
  /** Addresses of the packet header at this interface: behind a NAT gateway they are not those in front of it. */
  readonly src: string;
  readonly dst: string;
  /** 0 for ICMP. */
  readonly srcPort: number;
  readonly dstPort: number;
  /** IANA number. */
  readonly protocol: number;
  /** Bits of each packet's TCP header; 0 for other protocols. */
  readonly tcpFlags: number;
  /** Sum over the burst, IP header included. */
  readonly bytes: number;
  readonly packets: number;
  readonly action: "ACCEPT" | "REJECT";
  /** The interface of ours that the packet goes to (egress) or comes from (ingress) next, where there is one. */
  readonly peerInterfaceId?: string;
  /** Egress only: 1 same VPC, 2 or 8 internet gateway, 4 peering, 7 gateway endpoint (AWS field `traffic-path`). */
  readonly trafficPath?: number;
}
