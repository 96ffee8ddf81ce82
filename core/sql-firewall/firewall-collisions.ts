import { collisions } from "../reconcile/collisions";
import type { SqlFirewallDeclaration } from "./definition";
import { subjectOf } from "./rule-names";

type NamedOnServer = Pick<SqlFirewallDeclaration, "server" | "prefix" | "name">;

/** Key for what a declaration owns alone: its names on its server. Azure ignores case in the place of a server. */
export function takenNames({ server, ...named }: NamedOnServer): string {
  return `${serverKey(server)} ${subjectOf(named)}`;
}

/** Key of a server, the same however its place is written. */
export function serverKey({
  subscriptionId,
  resourceGroupName,
  serverName,
}: NamedOnServer["server"]): string {
  return `${subscriptionId}/${resourceGroupName}/${serverName}`.toLowerCase();
}

/** Each declaration that has the names of an earlier one on the same server, paired with that earlier one. */
export function firewallCollisions<Declaration extends NamedOnServer>(
  declarations: readonly Declaration[],
): (readonly [later: Declaration, earlier: Declaration])[] {
  return collisions(declarations, (declaration) => [takenNames(declaration)]);
}
