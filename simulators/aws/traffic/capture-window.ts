import { hash32 } from "./random";
import type { NetworkInterface } from "./topology";

export type AggregationInSeconds = 60 | 600;

/** The window this interface really aggregates over: Nitro instances never exceed 60 s (VPC user guide). */
export function windowInSeconds(
  networkInterface: NetworkInterface,
  aggregation: AggregationInSeconds,
): number {
  return networkInterface.onNitro ? 60 : aggregation;
}

/**
 * Start, in seconds since 1970, of the window that holds `time` (milliseconds). Windows of two interfaces do not
 * begin at the same moment: each interface has a phase of its own, fixed by its id.
 */
export function windowStart(interfaceId: string, time: number, windowInSeconds: number): number {
  const phase = hash32(interfaceId) % windowInSeconds;
  const second = Math.floor(time / 1000);
  return Math.floor((second - phase) / windowInSeconds) * windowInSeconds + phase;
}
