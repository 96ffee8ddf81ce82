import { isHttpStatusError, isNetworkError, TimeoutError } from "../../core/errors";
import type { RunContext } from "./resource-provider";

/** A preview does not wait longer than this for a system that does not answer. */
const LONGEST_LOOK_IN_SECONDS = 15;

const silent = new WeakSet<object>();

/**
 * Looks something up in a remote system for a preview.
 *
 * @param noun what messages call the system: `PCE`
 * @returns undefined when the system does not answer; the preview then goes on with one warning and does not ask it
 *   again
 */
export async function previewLook<T>(
  system: object,
  noun: string,
  run: RunContext,
  look: () => Promise<T>,
): Promise<T | undefined> {
  if (silent.has(system)) return undefined;
  try {
    return await inTime(noun, look());
  } catch (error) {
    if (!isNetworkError(error) && !isHttpStatusError(error)) throw error;
    if (!silent.has(system)) {
      silent.add(system);
      run.warn(`the preview could not look up what exists in the ${noun}: ${error.message}`);
    }
    return undefined;
  }
}

async function inTime<T>(noun: string, look: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `${noun} did not answer within ${LONGEST_LOOK_IN_SECONDS} s`;
    const fail = () => reject(new TimeoutError(message, { mayHaveBeenApplied: false }));
    timer = setTimeout(fail, LONGEST_LOOK_IN_SECONDS * 1000);
  });
  return Promise.race([look, late]).finally(() => clearTimeout(timer));
}
