import { isPartialFailureError, messageLines } from "../../../core/errors";
import { type Clock, PROCESS_CLOCK } from "./clock";

/** Why everything is compared again, whatever is watched. */
export type CommonWatchReason = "start" | "interval" | "events" | "retry";

/** @typeParam Reason also those that only this work finds */
export interface WatchedWork<Reason extends string> {
  /** Compares everything and writes what differs. */
  reconcile(reason: Reason | CommonWatchReason): Promise<void>;
  /**
   * Follows the changes since the last call, as far as that can be done without comparing everything. Its failures are
   * reported and not thrown.
   *
   * @returns why everything has to be compared now
   */
  look(): Promise<Reason | CommonWatchReason | undefined>;
}

export interface WatchOptions {
  readonly intervalInSeconds: number;
  readonly pollInSeconds: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly say: (...lines: string[]) => void;
  /** 0 to 1, for the jitter. @default Math.random */
  readonly random?: () => number;
  /** @default the time of the process */
  readonly clock?: Clock;
}

const LONGEST_BACKOFF_IN_SECONDS = 300;

/**
 * Reconciles at the interval and sooner where a look finds a reason, and looks at every poll. Between two comparisons
 * it rests at least as long as the first took, so that it reads everything in at most half of the time. Goes on after
 * every failure, and waits longer after each: a system that restarts is available at a later run.
 */
export async function watch<Reason extends string>(
  work: WatchedWork<Reason>,
  options: WatchOptions,
): Promise<void> {
  const {
    intervalInSeconds,
    pollInSeconds,
    signal,
    say,
    random = Math.random,
    clock = PROCESS_CLOCK,
  } = options;
  let reason: Reason | CommonWatchReason | undefined = "start";
  let failed = 0;
  let mayLook = true;
  let due = 0;
  let rested = 0;
  while (!signal.aborted) {
    if (reason !== undefined) {
      await clock.sleep(rested - clock.now(), signal);
      if (signal.aborted) break;
      const started = clock.now();
      try {
        await work.reconcile(reason);
        failed = 0;
        mayLook = true;
        due = started + intervalInSeconds * 1000;
      } catch (error) {
        if (signal.aborted) break;
        const [first, ...more] = messageLines(error);
        say(`error: ${first}`, ...more);
        failed += 1;
        mayLook = isPartialFailureError(error); // the others are still followed
        due = clock.now() + backoffInMs(pollInSeconds, failed, random());
      }
      rested = 2 * clock.now() - started;
    }
    await clock.sleep(Math.min(pollInSeconds * 1000, due - clock.now()), signal);
    if (signal.aborted) break;
    if (clock.now() >= due) reason = failed > 0 ? "retry" : "interval";
    else reason = mayLook ? await work.look() : undefined;
  }
}

/** Doubles from twice the poll to 5 minutes, cut by up to half. */
export function backoffInMs(pollInSeconds: number, failed: number, random: number): number {
  return Math.min(LONGEST_BACKOFF_IN_SECONDS, pollInSeconds * 2 ** failed) * 1000 * (1 - random / 2);
}
