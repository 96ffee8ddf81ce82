import { TCP } from "../../cloud/traffic/packet";

/** `B` begin, `C` goes on, `E` end, `D` denied. */
export type FlowState = "B" | "C" | "E" | "D";

/** Packets and bytes since the tuple before this one of the same flow. */
export interface FlowCounts {
  readonly packetsToDestination: number;
  readonly bytesToDestination: number;
  readonly packetsToSource: number;
  readonly bytesToSource: number;
}

/** One line of a flow log: something that happened to a connection at a network interface. */
export interface FlowTuple {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Who opened the connection, and to whom. */
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  /** IANA number. */
  readonly protocol: number;
  /** Whether the interface took the connection (`I`) or opened it (`O`). */
  readonly direction: "I" | "O";
  readonly state: FlowState;
  /** Undefined for `B` and `D`. */
  readonly counts?: FlowCounts;
}

/**
 * A tuple of a virtual network flow log, version 4.
 *
 * @param withoutCounts what stands in place of the counters of `B` and `D`: both forms occur
 */
export function vnetTuple(tuple: FlowTuple, withoutCounts: "0,0,0,0" | ",,,"): string {
  const { time, protocol, direction, state } = tuple;
  return [time, ends(tuple), protocol, direction, state, "NX", countsOf(tuple) ?? withoutCounts].join();
}

/** A tuple of an NSG flow log; undefined where the version has none, because version 1 only tells of beginnings. */
export function nsgTuple(tuple: FlowTuple, version: 1 | 2): string | undefined {
  const { protocol, direction, state } = tuple;
  const decision = state === "D" ? "D" : "A";
  const flow = [
    Math.floor(tuple.time / 1000),
    ends(tuple),
    protocol === TCP ? "T" : "U",
    direction,
    decision,
  ].join();
  if (version === 1) return state === "C" || state === "E" ? undefined : flow;
  return `${flow},${state === "D" ? "B" : state},${countsOf(tuple) ?? ",,,"}`;
}

/** `client,server,port,protocol`, as in the ground truth of the traffic. */
export function lineOf({ src, dst, dstPort, protocol }: FlowTuple): string {
  return `${src},${dst},${dstPort},${protocol}`;
}

function ends({ src, dst, srcPort, dstPort }: FlowTuple): string {
  return `${src},${dst},${srcPort},${dstPort}`;
}

function countsOf({ counts }: FlowTuple): string | undefined {
  return (
    counts &&
    [
      counts.packetsToDestination,
      counts.bytesToDestination,
      counts.packetsToSource,
      counts.bytesToSource,
    ].join()
  );
}
