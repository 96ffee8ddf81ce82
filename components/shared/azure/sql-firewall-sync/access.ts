import type { SqlServerPlace } from "../../../../core/sql-firewall";
import { type CustomRole, type CustomRoleUse, customRole } from "../custom-role";

/** What the function does to a server: nothing but to its firewall. */
const SERVER_ACTIONS = [
  "Microsoft.Sql/servers/read",
  "Microsoft.Sql/servers/firewallRules/read",
  "Microsoft.Sql/servers/firewallRules/write",
  "Microsoft.Sql/servers/firewallRules/delete",
  "Microsoft.Sql/servers/virtualNetworkRules/read",
  "Microsoft.Sql/servers/virtualNetworkRules/write",
  "Microsoft.Sql/servers/virtualNetworkRules/delete",
] as const;

/** Azure asks for this on a subnet whose service endpoint a rule of a server lets in. */
const SUBNET_ACTIONS = ["Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action"] as const;

/** Rules of one server. */
export function serverRole(use: CustomRoleUse, server: SqlServerPlace): CustomRole {
  const { subscriptionId, resourceGroupName, serverName } = server;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Sql/servers/${serverName}`;
  return customRole(use, scope, SERVER_ACTIONS, "Reads and writes the firewall rules of one SQL server");
}

/** Letting one subnet in. */
export function subnetRole(use: CustomRoleUse, subnetId: string): CustomRole {
  return customRole(
    use,
    subnetId,
    SUBNET_ACTIONS,
    "Lets SQL servers admit one subnet by its service endpoint",
  );
}
