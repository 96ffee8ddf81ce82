import { isCertainlyOther, partOf } from "../../../core/checks/unknown";
import { FIRST_VSYS, type NamedBinding } from "../../../core/dag";
import type { BindingSystems } from "./binding-systems";
import type { DagBindingState } from "./dag-binding-state";

/** Whether a binding is certain to be another one than before: what a preview does not know of it may be the same. */
export function isElsewhere(before: NamedBinding, now: NamedBinding): boolean {
  const old = partsOf(before);
  return partsOf(now).some((part, position) => isCertainlyOther(old[position], part));
}

/** Parts whose change replaces a binding. */
function partsOf({ tag, target }: NamedBinding): (string | undefined)[] {
  const vsys = partOf(target, "vsys") ?? FIRST_VSYS;
  return [tag, partOf(target, "firewall"), vsys, partOf(target, "deviceGroup")];
}

/**
 * Refuses to look for a binding on another firewall than the one it was written to: that it is absent there does not
 * mean that it is gone. One host of an HA pair may change; a renamed host is declared in `illumio:formerHosts`.
 *
 * @throws ConfigurationError that names both
 */
export function refuseOtherFirewall({ definition, place }: DagBindingState, systems: BindingSystems): void {
  systems.firewalls.systemOf(`binding ${definition.name}`, place, definition.target.firewall);
}

/** The same for the PCE that decides about the members, where the program still names the same connection. */
export function refuseOtherPce(
  { definition, place }: DagBindingState,
  connection: string | undefined,
  { pce }: BindingSystems,
): void {
  if (connection !== definition.connection) return;
  pce.refuseOther(`binding ${definition.name}`, place.pce, pce.identityAtHand(connection), connection);
}
