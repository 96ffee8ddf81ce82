import { isCertainlyOther, partOf } from "../../../core/checks/unknown";
import { IllumioIacError, isHttpStatusError, isNotFoundError } from "../../../core/errors";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import type { FirewallSystems } from "./firewall-systems";
import type { SqlFirewallState } from "./sql-firewall-state";

/** What names a firewall: its server, and what the names of its rules begin with. In a preview parts may be unknown. */
export type NamedPlace = Pick<SqlFirewallDefinition, "server" | "prefix" | "name">;

/** Whether it is certain that one place is another one than before; a part that a preview does not know may be the same. */
export function isElsewhere(before: NamedPlace, now: NamedPlace): boolean {
  const old = partsOf(before);
  return partsOf(now).some((part, position) => isCertainlyOther(old[position], part));
}

/** Azure ignores case in the place of a server. */
function partsOf({ server, prefix, name }: NamedPlace): string[] {
  const ofServer = (["subscriptionId", "resourceGroupName", "serverName"] as const).map((part) =>
    partOf(server, part).toLowerCase(),
  );
  return [...ofServer, prefix, name];
}

/** Refuses another PCE than the one that decided about the rules, where the program still names the same connection. */
export function refuseOtherPce(
  { definition, place }: SqlFirewallState,
  connection: string | undefined,
  { pce }: FirewallSystems,
): void {
  if (connection !== definition.connection) return;
  pce.refuseOther(`firewall ${definition.name}`, place.pce, pce.identityAtHand(connection), connection);
}

/**
 * Does something with the server of a state.
 *
 * @returns undefined when the server is gone
 * @throws IllumioIacError that says what to do when the server was moved to another resource group
 */
export async function onServer<T extends object>(
  { definition, serverId }: SqlFirewallState,
  systems: FirewallSystems,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
    const server = await systems.servers.open(definition.server);
    // Azure tells a server that was moved only in answers about its rules.
    const why = await server.read().then(
      () => error,
      (reason: unknown) => reason,
    );
    if (!isHttpStatusError(why) || !why.tokens.includes("ServerNotInSubscriptionResourceGroup"))
      return undefined;
    const { serverName, resourceGroupName } = definition.server;
    throw new IllumioIacError(
      `firewall ${definition.name}: server ${serverName} is not in the resource group ${resourceGroupName} any more, it was ` +
        `moved (it was ${serverId}), and its rules with it. Remove the firewall from the state (pulumi state delete) and ` +
        "declare it with the new resourceGroupName: the next up goes on with the rules that are there",
      { cause: error },
    );
  }
}
