import { ConfigurationError } from "../../core/errors";
import type { PceIdentity } from "../pce/pce-settings";
import type { BindingSystems } from "./binding-systems";
import type { DagBindingState } from "./dag-binding-state";

/** Where a binding was written: stands in its outputs. */
export interface BindingPlace {
  /** `host:port` of the firewall, both of an HA pair. */
  readonly hosts: readonly string[];
  readonly pce: PceIdentity;
}

/**
 * Refuses to look for a binding on another firewall than the one it was written to: there is nothing of it there, which
 * is no sign that it is gone. One host of a pair may change; `illumio:formerHosts` takes a renamed one.
 *
 * @throws ConfigurationError that names both
 */
export function refuseOtherFirewall({ definition, place }: DagBindingState, systems: BindingSystems): void {
  const { hosts } = systems.firewall(definition).client.connection;
  const known = [...hosts, ...systems.formerHosts()];
  if (place.hosts.some((host) => known.includes(host) || known.includes(host.replace(/:\d+$/, "")))) return;
  throw new ConfigurationError(
    `firewall ${definition.target.firewall}`,
    `binding ${definition.name} is on ${place.hosts.join(", ")}, but the settings now name ${hosts.join(", ")}. ` +
      "Nothing was changed there. Point the settings back, or, if it is the same firewall under a new name, add the " +
      `old one: pulumi config set --path "illumio:formerHosts[0]" ${place.hosts[0]}`,
  );
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
