import { setTimeout } from "node:timers/promises";

/** What a watch takes for the time. */
export interface Clock {
  /** Milliseconds since some moment in the past; never goes back. */
  now(): number;
  /** Waits for so many milliseconds, not at all when they are negative, and no longer than until the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * The time of the process. A timer of Node drops fractions of a millisecond and may fire up to one early; a pause that
 * ended before its moment would look for events where a comparison is due.
 */
export const PROCESS_CLOCK: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    await setTimeout(milliseconds > 0 ? Math.ceil(milliseconds) + 1 : 0, undefined, { signal }).catch(
      (reason: Error) => {
        if (reason.name !== "AbortError") throw reason;
      },
    );
  },
};
