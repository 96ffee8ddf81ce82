import type { ConnectionEnd } from "./ground-truth";
import { FIN, RST, SYN } from "./packet";
import type { Hop, Route } from "./route";
import type { Simulation } from "./simulation";

/** Packets that leave together. */
export interface Burst {
  /** @default 0 */
  readonly tcpFlags?: number;
  /** @default 1 */
  readonly packets?: number;
  /** Sum, headers included. */
  readonly bytes: number;
  /**
   * Where a security group or network ACL stops the packets: at the sender's interface, or at the receiver's, which
   * then is one of our interfaces. @default nowhere
   */
  readonly rejectedAt?: "sender" | "receiver";
}

/** One connection on the wire: reports its packets to every interface on the way, and to the truth. */
export class Path {
  constructor(
    readonly simulation: Simulation,
    readonly route: Route,
    readonly release: () => void,
  ) {}

  fromClient(burst: Burst): void {
    this.#send(this.route.fromClient, burst);
  }

  fromServer(burst: Burst): void {
    this.#send(this.route.fromServer, burst);
  }

  #send(hops: readonly Hop[], { tcpFlags = 0, packets = 1, bytes, rejectedAt }: Burst): void {
    const { now } = this.simulation;
    const reached = rejectedAt === "sender" ? hops.slice(0, 1) : hops;
    reached.forEach((hop, position) => {
      const isRejected = rejectedAt !== undefined && position === reached.length - 1;
      const { end, ...header } = hop;
      if (end) note(end, now, isRejected, isOpening(tcpFlags));
      this.simulation.send({
        ...header,
        time: now,
        tcpFlags,
        packets,
        bytes,
        action: isRejected ? "REJECT" : "ACCEPT",
      });
    });
  }
}

function note(end: ConnectionEnd, now: number, isRejected: boolean, opens: boolean): void {
  if (isRejected) {
    end.rejected = true;
    if (opens) end.rejectedOpeningAt ??= now;
  } else {
    end.accepted = true;
    if (opens) end.acceptedOpeningAt ??= now;
  }
}

function isOpening(tcpFlags: number): boolean {
  return (tcpFlags & SYN) !== 0 && (tcpFlags & (FIN | RST)) === 0;
}
