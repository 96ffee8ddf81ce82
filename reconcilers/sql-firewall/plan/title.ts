import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { placeName } from "../server/sql-firewall-system";

/** Name of a firewall on its server in messages. */
export function titleOf({ definition }: { readonly definition: SqlFirewallDefinition }): string {
  return `${definition.name} on ${placeName(definition.server.serverName)}`;
}
