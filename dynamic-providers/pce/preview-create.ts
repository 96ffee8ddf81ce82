import type { IllumioIacError } from "../../core/errors";
import { isSameStack, ownerOf } from "../engine/owner";
import type { CheckFailure, RunContext } from "../engine/resource-provider";
import { claim } from "./ownership";
import type { PceSystem } from "./pce-system";
import type { PceSystems } from "./pce-systems";
import { previewLook } from "./preview-look";

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
  if (!system) return;
  try {
    const found = await previewLook(system, run, find);
    const owner = found && ownerOf(found);
    if (!found || (owner !== undefined && isSameStack(owner, run.owner))) return;
    claim(nameOf(found), found, run.owner, adopt);
  } catch (error) {
    failures.push({ property, reason: (error as IllumioIacError).message });
  }
}
