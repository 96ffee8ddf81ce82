import { setTimeout as sleep } from "node:timers/promises";

export interface WatchOptions {
  readonly intervalInSeconds: number;
  /** Ends the watch; a run that is under way is finished first. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** After failures, the wait doubles up to this. */
const LONGEST_WAIT_IN_SECONDS = 300;

/** Runs again and again, and outlives every failure: a PCE or a firewall that restarts is back at a later run. */
export async function watch(
  run: () => Promise<void>,
  { intervalInSeconds, signal, say }: WatchOptions,
): Promise<void> {
  let wait = intervalInSeconds;
  while (!signal.aborted) {
    try {
      await run();
      wait = intervalInSeconds;
    } catch (error) {
      say(`error: ${(error as Error).message}`);
      wait = Math.max(intervalInSeconds, Math.min(wait * 2, LONGEST_WAIT_IN_SECONDS));
    }
    await sleep(wait * 1000, undefined, { signal }).catch((reason: Error) => {
      if (reason.name !== "AbortError") throw reason;
    });
  }
}
