import type { Checks } from "../../core/checks";
import type { IllumioIacError } from "../../core/errors";
import { isSameStack } from "../../core/ownership/owner-reference";
import type { ConnectedSystems } from "./connected-systems";
import type { Consent } from "./consent";
import { claimFound, type Existing } from "./create-or-take";
import { previewLook } from "./preview-look";
import type { RunContext } from "./resource-provider";

/** What a preview needs to know of a create. */
export interface PreviewedCreate<System, Found> {
  /** Property under which a problem is reported. */
  readonly property: string;
  readonly connection: string | undefined;
  readonly consent: Consent;
  readonly existing: (system: System) => Existing<Found>;
  /** Whether the found object makes room for the create in this run, as far as the run knows. */
  readonly isLeaving: (system: System, found: Found) => boolean;
}

/**
 * Reports in a preview that `up` would refuse a create, because the object is somebody else's. An object that another
 * resource of the stack gives up in the same run is not reported if that resource was declared before this one. Without
 * settings nothing is looked up; when the system does not answer, the preview goes on with a warning.
 */
export async function reportTaken<System extends object, Identity, Found>(
  { property, connection, consent, existing, isLeaving }: PreviewedCreate<System, Found>,
  systems: ConnectedSystems<System, Identity>,
  run: RunContext,
  checks: Checks,
): Promise<void> {
  const system =
    run.previewsCreate && checks.problems.length === 0 ? systems.systemAtHand(connection) : undefined;
  if (!system) return;
  try {
    const one = existing(system);
    const found = await previewLook(system, systems.noun, run, async () => {
      const there = await one.find();
      if (there === undefined) await one.warnOfNear();
      return there;
    });
    if (found === undefined) return;
    const owner = one.marks.ownerOf(found);
    if (owner !== undefined && isSameStack(owner, run.owner) && isLeaving(system, found)) return;
    claimFound(one, found, consent, run);
  } catch (error) {
    checks.at(property).fail((error as IllumioIacError).message);
  }
}
