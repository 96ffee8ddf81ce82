import { setTimeout as sleep } from "node:timers/promises";

const FIRST_PAUSE_IN_MS = 50;
const LONGEST_PAUSE_IN_MS = 2_000;
/** How long a rival claim that has begun may take to be finished or given up. */
const PATIENCE_IN_MS = 60_000;

/** Starts to wait for rivals, as a claim needs it. */
export function claimPatience(): () => Promise<boolean> {
  const end = performance.now() + PATIENCE_IN_MS;
  let pause = FIRST_PAUSE_IN_MS;
  return async () => {
    if (performance.now() > end) return false;
    await sleep(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_IN_MS);
    return true;
  };
}

/** Why a claim was lost, in words. */
export const LOST_WORDS = {
  "came first": "was made at the same time and comes first",
  "is unfinished": `was begun and is not finished after ${PATIENCE_IN_MS / 1_000} s`,
} as const;
