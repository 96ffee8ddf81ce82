import { ACK, FIN, ICMP, ICMPV6, type PacketObservation, RST, SYN } from "../../cloud/traffic/packet";
import type { FlowState, FlowTuple } from "./flow-tuple";

/** How often a connection that goes on is told of. */
const CONTINUATION_IN_MS = 5 * 60_000;
/** How long a closed connection still takes its last packets. How long Azure waits is UNCONFIRMED. */
const LINGER_IN_MS = 2_000;

const FORWARD = 1;
const BACKWARD = 2;

interface Flow extends Pick<FlowTuple, "src" | "dst" | "srcPort" | "dstPort" | "protocol" | "direction"> {
  lastPacketAt: number;
  continuesAt: number;
  /** Since when it is closed. */
  closedAt: number | undefined;
  /** Sides that sent FIN. */
  finished: number;
  packetsToDestination: number;
  bytesToDestination: number;
  packetsToSource: number;
  bytesToSource: number;
}

/**
 * The connections of one network interface, as the platform knows them, whether they are logged or not. It says of each
 * when it begins, every five minutes that it goes on, and when it ends: closed by both sides, reset, or idle. The source
 * is who opened it, which is the sender of the first packet, unless that is an answer to an opening.
 *
 * ICMP is left out, because flow logs do not have it.
 *
 * @see Virtual network flow logs (Microsoft Learn)
 */
export class NicFlows {
  readonly #idleInMs: number;
  readonly #flows = new Map<string, Flow>();
  readonly #denied = new Set<string>();
  #tuples: FlowTuple[] = [];

  /** @param idleInMs how long a connection lives without a packet */
  constructor(idleInMs: number) {
    this.#idleInMs = idleInMs;
  }

  /** Whether connections are open, or tuples have not been taken. */
  get isBusy(): boolean {
    return this.#flows.size > 0 || this.#tuples.length > 0;
  }

  /** Takes packets, in time order. */
  observe(seen: PacketObservation): void {
    if (seen.protocol === ICMP || seen.protocol === ICMPV6) return;
    const found = this.#find(seen);
    if (seen.action === "REJECT") {
      this.#deny(seen, found);
      return;
    }
    const flow = found ?? this.#begin(seen);
    this.#count(flow, seen);
  }

  /** Says of connections that they go on, or have ended, up to a time in milliseconds since 1970. */
  pass(until: number): void {
    for (const flow of this.#flows.values()) this.#settle(flow, until);
  }

  /** What has happened since the last call, in time order. A denied connection is told of once. */
  take(): FlowTuple[] {
    const taken = this.#tuples.sort((one, other) => one.time - other.time);
    this.#tuples = [];
    this.#denied.clear();
    return taken;
  }

  /** The connection that a packet belongs to, if it is still alive then. */
  #find(seen: PacketObservation): Flow | undefined {
    const flow = this.#flows.get(keyOf(seen)) ?? this.#flows.get(keyOf(reversed(seen)));
    if (flow === undefined) return undefined;
    const reopens = flow.closedAt !== undefined && isOpening(seen);
    return this.#settle(flow, reopens ? Infinity : seen.time) ? undefined : flow;
  }

  #begin(seen: PacketObservation): Flow {
    const isAnswer = (seen.tcpFlags & (SYN | ACK)) === (SYN | ACK);
    const flow: Flow = {
      ...orientation(seen, isAnswer),
      lastPacketAt: seen.time,
      continuesAt: seen.time + CONTINUATION_IN_MS,
      closedAt: undefined,
      finished: 0,
      packetsToDestination: 0,
      bytesToDestination: 0,
      packetsToSource: 0,
      bytesToSource: 0,
    };
    this.#flows.set(keyOf(flow), flow);
    this.#tell(flow, seen.time, "B");
    return flow;
  }

  #count(flow: Flow, seen: PacketObservation): void {
    const isForward = seen.src === flow.src && seen.srcPort === flow.srcPort;
    if (isForward) {
      flow.packetsToDestination += seen.packets;
      flow.bytesToDestination += seen.bytes;
    } else {
      flow.packetsToSource += seen.packets;
      flow.bytesToSource += seen.bytes;
    }
    flow.lastPacketAt = seen.time;
    if (seen.tcpFlags & FIN) flow.finished |= isForward ? FORWARD : BACKWARD;
    if (seen.tcpFlags & RST || flow.finished === (FORWARD | BACKWARD)) flow.closedAt ??= seen.time;
  }

  #deny(seen: PacketObservation, flow: Flow | undefined): void {
    const key = keyOf(flow ?? seen);
    if (this.#denied.has(key)) return;
    this.#denied.add(key);
    this.#tuples.push({ ...tupleOf(flow ?? orientation(seen, false)), time: seen.time, state: "D" });
  }

  /** @returns whether the connection has ended before that time */
  #settle(flow: Flow, until: number): boolean {
    const { closedAt } = flow;
    const endsAt = closedAt === undefined ? flow.lastPacketAt + this.#idleInMs : closedAt + LINGER_IN_MS;
    while (flow.continuesAt <= until && flow.continuesAt < endsAt) {
      this.#tell(flow, flow.continuesAt, "C");
      flow.continuesAt += CONTINUATION_IN_MS;
    }
    if (endsAt > until) return false;
    this.#flows.delete(keyOf(flow));
    this.#tell(flow, closedAt === undefined ? endsAt : flow.lastPacketAt, "E");
    return true;
  }

  #tell(flow: Flow, time: number, state: FlowState): void {
    const { packetsToDestination, bytesToDestination, packetsToSource, bytesToSource } = flow;
    const counts = { packetsToDestination, bytesToDestination, packetsToSource, bytesToSource };
    this.#tuples.push({ ...tupleOf(flow), time, state, ...(state === "B" ? {} : { counts }) });
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) flow[name] = 0;
  }
}

type Ends = Pick<FlowTuple, "src" | "dst" | "srcPort" | "dstPort" | "protocol">;

function keyOf({ src, dst, srcPort, dstPort, protocol }: Ends): string {
  return `${src} ${srcPort} ${dst} ${dstPort} ${protocol}`;
}

function reversed({ src, dst, srcPort, dstPort, protocol }: Ends): Ends {
  return { src: dst, dst: src, srcPort: dstPort, dstPort: srcPort, protocol };
}

function orientation(seen: PacketObservation, isAnswer: boolean): Ends & Pick<FlowTuple, "direction"> {
  const direction = (seen.direction === "ingress") === isAnswer ? "O" : "I";
  const { src, dst, srcPort, dstPort, protocol } = isAnswer ? reversed(seen) : seen;
  return { src, dst, srcPort, dstPort, protocol, direction };
}

function tupleOf({ src, dst, srcPort, dstPort, protocol, direction }: Ends & Pick<FlowTuple, "direction">) {
  return { src, dst, srcPort, dstPort, protocol, direction };
}

function isOpening({ tcpFlags }: PacketObservation): boolean {
  return (tcpFlags & SYN) !== 0 && (tcpFlags & ACK) === 0;
}
