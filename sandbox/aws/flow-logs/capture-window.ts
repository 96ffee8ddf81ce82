import { hash32 } from "../../cloud/traffic/random";
import type { NetworkInterface } from "../../cloud/traffic/topology";

export type AggregationInSeconds = 60 | 600;

/** The window this interface really aggregates over: Nitro instances never exceed 60 s (VPC user guide). */
export function windowInSeconds(
  networkInterface: NetworkInterface,
  aggregation: AggregationInSeconds,
): number {
  return networkInterface.onNitro ? 60 : aggregation;
}

/**
 * Windows of two interfaces do not begin at the same moment: each interface has a phase of its own, fixed by its id.
 *
 * @returns seconds, less than a window has
 */
export function windowPhase(interfaceId: string, windowInSeconds: number): number {
  return hash32(interfaceId) % windowInSeconds;
}

/** Start, in seconds since 1970, of the window with that phase that holds `time` (milliseconds). */
export function windowStart(phase: number, time: number, windowInSeconds: number): number {
  const second = Math.floor(time / 1000);
  return Math.floor((second - phase) / windowInSeconds) * windowInSeconds + phase;
}
