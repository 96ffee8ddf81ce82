import { GroundTruth, type Play } from "./ground-truth";
import type { PacketObservation } from "./packet";
import type { Topology } from "./topology";

export interface PlayOptions {
  /** As made by `threeTierTopology`. */
  readonly topology: Topology;
  /** @default 1 */
  readonly seed?: number;
  /** Milliseconds since 1970 of the first packet. */
  readonly start: number;
  /** @default 60 */
  readonly minutes?: number;
  /** Factor on how often clients, jobs and probes come. @default 1, about 60,000 records an hour with a 60 s window */
  readonly rate?: number;
}

/** Plays the three-tier application. */
export function playThreeTier(_options: PlayOptions): Play {
  return { packets: noPackets(), truth: new GroundTruth() };
}

function* noPackets(): Generator<PacketObservation, void> {}
