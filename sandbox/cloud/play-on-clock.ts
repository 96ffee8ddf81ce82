import type { SandboxClock } from "./clock";
import type { PacketObservation } from "./traffic/packet";

/** How often packets reach the flow logs, in milliseconds of the sandbox clock. */
const STEP_IN_MS = 1_000;

export interface PlayProgress {
  /** Packets seen at interfaces so far. */
  readonly observations: number;
  /** No packet is left. */
  readonly finished: boolean;
}

/**
 * Lets packets pass by as the sandbox clock reaches them.
 *
 * @param packets in time order; read only as far as the clock has come
 */
export function playOnClock(
  cloud: { readonly clock: SandboxClock; observe(packets: Iterable<PacketObservation>): void },
  packets: Iterator<PacketObservation, void>,
): PlayProgress {
  const progress = { observations: 0, finished: false };
  let next = packets.next();
  const step = () => {
    const now = cloud.clock.now();
    const due: PacketObservation[] = [];
    while (!next.done && next.value.time <= now) {
      due.push(next.value);
      next = packets.next();
    }
    if (due.length > 0) cloud.observe(due);
    progress.observations += due.length;
    if (next.done) progress.finished = true;
    else cloud.clock.at(Math.max(next.value.time, now + STEP_IN_MS), step);
  };
  cloud.clock.at(cloud.clock.now(), step);
  return progress;
}
