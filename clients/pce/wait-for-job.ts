import { setTimeout as sleep } from "node:timers/promises";
import { NetworkError, TimeoutError } from "../../core/errors";
import type { PceApi } from "./pce-api";

const LONGEST_WAIT = 30;
const SHORTEST_WAIT = 0.1;

/**
 * Polls a job of the PCE until it is done.
 *
 * @param what names the job in errors
 * @param read polls once; `undefined` means not yet, and an error that it throws ends the waiting
 * @param retryAfterInSeconds pause that the PCE asks for between two polls (at most 30 s are waited). @default from 0.1
 *   s, half as long again each time, up to 5 s
 * @throws TimeoutError after `jobTimeoutInSeconds` of the client
 */
export async function waitForJob<T>(
  api: PceApi,
  what: string,
  read: () => Promise<T | undefined>,
  retryAfterInSeconds?: number,
): Promise<T> {
  const deadline = performance.now() + api.jobTimeoutInSeconds * 1000;
  let wait = Math.min(LONGEST_WAIT, retryAfterInSeconds || SHORTEST_WAIT);
  for (;;) {
    if (performance.now() + wait * 1000 > deadline) {
      const message = `PCE did not finish ${what} within ${api.jobTimeoutInSeconds} s. If it needs longer, raise jobTimeoutInSeconds of the client`;
      throw new TimeoutError(message, { mayHaveBeenApplied: true });
    }
    await pause(api, what, wait * 1000);
    const result = await read();
    if (result !== undefined) return result;
    if (!retryAfterInSeconds) wait = Math.min(5, wait * 1.5);
  }
}

async function pause({ signal }: PceApi, what: string, milliseconds: number): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
    const message = `waiting for ${what}: stopped by the caller's signal`;
    throw new NetworkError(message, { cause: signal.reason, mayHaveBeenApplied: true });
  }
}
