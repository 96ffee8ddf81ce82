import { Cast } from "./cast";
import { GroundTruth } from "./ground-truth";
import { Network } from "./network";
import type { PacketObservation } from "./packet";
import { playNoise } from "./play-noise";
import { playOddPorts } from "./play-odd-ports";
import { playSharedServices } from "./play-shared-services";
import { playTiers } from "./play-tiers";
import { Random } from "./random";
import { Simulation } from "./simulation";
import type { Topology } from "./topology";

export interface PlayOptions {
  /** A topology from `threeTierTopology`. */
  readonly topology: Topology;
  /** The same seed gives the same packets. @default 1 */
  readonly seed?: number;
  /** Milliseconds since 1970 at which the packets begin. */
  readonly start: number;
  /** @default 60 */
  readonly minutes?: number;
  /**
   * Factor on how often visitors, jobs and probes come and on the size of connection pools, above 0.
   *
   * @default 1, about 60,000 records an hour in one flow log on the shop's VPC with 60 s windows
   */
  readonly rate?: number;
  /** False leaves the truth empty, so that any length of traffic fits in memory. @default true */
  readonly keepTruth?: boolean;
}

/** Packets in time order, and the truth about them. The truth is complete once the packets are read. */
export interface Play {
  readonly packets: Generator<PacketObservation, void>;
  readonly truth: GroundTruth;
}

/**
 * Plays the three-tier application: packets as every interface on their way sees them, in time order. Memory grows with
 * the connections that are open; the truth also holds those that were closed.
 */
export function playThreeTier(options: PlayOptions): Play {
  const { topology, seed = 1, start, minutes = 60, rate = 1, keepTruth = true } = options;
  if (!(rate > 0)) throw new Error(`rate must be above 0, got ${rate}`);
  if (!(minutes > 0)) throw new Error(`minutes must be above 0, got ${minutes}`);
  const simulation = new Simulation(start);
  const truth = new GroundTruth();
  const network = new Network(
    topology,
    keepTruth ? truth : undefined,
    simulation,
    new Random(`${seed} ports`),
  );
  const cast = new Cast(network, new Random(`${seed} players`), rate);
  playTiers(cast);
  playSharedServices(cast);
  playNoise(cast);
  playOddPorts(cast);
  return { packets: simulation.run(start + minutes * 60_000), truth };
}
