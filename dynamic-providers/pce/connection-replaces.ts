import { hasUnknown } from "../engine/unknown";
import type { PceIdentity } from "./pce-settings";
import type { PceSystems } from "./pce-systems";

interface Connected {
  readonly connection?: string;
}

/**
 * Another system is a replacement if the program says so, and an error if only the settings do.
 *
 * @returns the properties that need a new object
 */
export function connectionReplaces(
  what: string,
  state: Connected & { readonly ownership?: PceIdentity },
  inputs: Connected,
  systems: PceSystems,
): string[] {
  if (hasUnknown(inputs.connection)) return [];
  const present = systems.identityAtHand(inputs.connection);
  if (inputs.connection === state.connection) {
    systems.refuseOther(what, state.ownership, present, inputs.connection);
  } else if (!state.ownership || !present || !systems.isSame(state.ownership, present)) {
    return ["connection"];
  }
  return [];
}
