import type { BindingSystems } from "./binding-systems";
import type { DagBindingState } from "./dag-binding-state";

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
