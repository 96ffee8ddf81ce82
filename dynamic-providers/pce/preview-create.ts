import { type IllumioIacError, isHttpStatusError, isNetworkError, TimeoutError } from "../../core/errors";
import { isSameStack, ownerOf } from "../engine/owner";
import type { CheckFailure, RunContext } from "../engine/resource-provider";
import { claim } from "./ownership";
import type { PceSystem } from "./pce-system";
import type { PceSystems } from "./pce-systems";

export interface PreviewedCreate<Found> {
  /** Property under which a problem is reported. */
  readonly property: string;
  readonly connection: string | undefined;
  readonly adopt: boolean;
  readonly find: (system: PceSystem) => Promise<Found | undefined>;
  readonly nameOf: (found: Found) => string;
}

interface Marked {
  readonly external_data_set?: string | null;
  readonly external_data_reference?: string | null;
}

/** A preview does not wait longer than this for a PCE that does not answer. */
const LONGEST_LOOK_IN_SECONDS = 15;

const silent = new WeakSet<PceSystem>();

/**
 * Tells the preview of a create that up would refuse, because the object is somebody else's. Where no settings are at
 * hand nothing is looked up; where the PCE does not answer, the preview goes on with a warning.
 */
export async function reportTaken<Found extends Marked>(
  { property, connection, adopt, find, nameOf }: PreviewedCreate<Found>,
  systems: PceSystems,
  run: RunContext,
  failures: CheckFailure[],
): Promise<void> {
  const system = run.previewsCreate && failures.length === 0 ? systems.systemAtHand(connection) : undefined;
  if (!system || silent.has(system)) return;
  try {
    const found = await inTime(find(system));
    const owner = found && ownerOf(found);
    if (!found || (owner !== undefined && isSameStack(owner, run.owner))) return;
    claim(nameOf(found), found, run.owner, adopt);
  } catch (error) {
    if (!isNetworkError(error) && !isHttpStatusError(error)) {
      failures.push({ property, reason: (error as IllumioIacError).message });
    } else if (!silent.has(system)) {
      silent.add(system);
      run.warn(`the preview could not look up what exists in the PCE: ${error.message}`);
    }
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
