import { isHttpStatusError, isNetworkError, TimeoutError } from "../../core/errors";
import type { RunContext } from "../engine/resource-provider";
import type { PceSystem } from "./pce-system";

/** A preview does not wait longer than this for a PCE that does not answer. */
const LONGEST_LOOK_IN_SECONDS = 15;

const silent = new WeakSet<PceSystem>();

/**
 * Looks something up in the PCE for a preview.
 *
 * @returns undefined where the PCE does not answer; the preview goes on with one warning, and asks it no more
 */
export async function previewLook<T>(
  system: PceSystem,
  run: RunContext,
  look: (system: PceSystem) => Promise<T>,
): Promise<T | undefined> {
  if (silent.has(system)) return undefined;
  try {
    return await inTime(look(system));
  } catch (error) {
    if (!isNetworkError(error) && !isHttpStatusError(error)) throw error;
    if (!silent.has(system)) {
      silent.add(system);
      run.warn(`the preview could not look up what exists in the PCE: ${error.message}`);
    }
    return undefined;
  }
}

async function inTime<T>(look: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `PCE did not answer within ${LONGEST_LOOK_IN_SECONDS} s`;
    const fail = () => reject(new TimeoutError(message, { mayHaveBeenApplied: false }));
    timer = setTimeout(fail, LONGEST_LOOK_IN_SECONDS * 1000);
  });
  return Promise.race([look, late]).finally(() => clearTimeout(timer));
}
