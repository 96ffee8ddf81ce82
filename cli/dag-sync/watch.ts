import { setTimeout as sleep } from "node:timers/promises";
import { isPartialFailureError } from "../../core/errors";

/** Why everything is compared again. */
export type WatchReason = "start" | "interval" | "events" | "canary" | "retry";

export interface WatchedWork {
  /** Compares everything and writes what differs. */
  reconcile(reason: WatchReason): Promise<void>;
  /** A short look for a reason not to wait for the interval. Keeps its failures to itself. */
  look(): Promise<WatchReason | undefined>;
}

export interface WatchOptions {
  readonly intervalInSeconds: number;
  readonly pollInSeconds: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** 0 to 1, for the jitter. @default Math.random */
  readonly random?: () => number;
}

const LONGEST_BACKOFF_IN_SECONDS = 300;

/**
 * Reconciles at the interval and sooner where a look finds a reason. Outlives every failure, and waits longer after
 * each: a PCE or a firewall that restarts is back at a later run.
 */
export async function watch(work: WatchedWork, options: WatchOptions): Promise<void> {
  const { intervalInSeconds, pollInSeconds, signal, say, random = Math.random } = options;
  let reason: WatchReason | undefined = "start";
  let failed = 0;
  let mayLook = true;
  let due = 0;
  let shortest = pollInSeconds * 1000;
  while (!signal.aborted) {
    if (reason !== undefined) {
      const started = performance.now();
      try {
        await work.reconcile(reason);
        failed = 0;
        mayLook = true;
        due = started + intervalInSeconds * 1000;
      } catch (error) {
        if (signal.aborted) break;
        say(`error: ${(error as Error).message}`);
        failed += 1;
        mayLook = isPartialFailureError(error); // the others are still followed
        due = performance.now() + backoffInMs(pollInSeconds, failed, random());
      }
      shortest = Math.max(pollInSeconds * 1000, performance.now() - started); // reads at most half of the time
    }
    await pause(Math.max(0, Math.min(shortest, due - performance.now())), signal);
    if (signal.aborted) break;
    if (performance.now() >= due) reason = failed > 0 ? "retry" : "interval";
    else reason = mayLook ? await work.look() : undefined;
  }
}

/** Doubles from twice the poll to 5 minutes, cut by up to half. */
export function backoffInMs(pollInSeconds: number, failed: number, random: number): number {
  return Math.min(LONGEST_BACKOFF_IN_SECONDS, pollInSeconds * 2 ** failed) * 1000 * (1 - random / 2);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((reason: Error) => {
    if (reason.name !== "AbortError") throw reason;
  });
}
