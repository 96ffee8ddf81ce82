import { type ArmResource, isSameId } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";
import { numberOf } from "../resources/sql-firewall-rule";
import { hasSqlEndpoint } from "../resources/sql-virtual-network-rule";
import type { SqlClient } from "./client-addresses";

/** A refusal as Azure SQL words it. */
export interface SqlRefusal {
  readonly number: number;
  readonly message: string;
}

/**
 * Whether the server-level firewall of a server lets a client in. Traffic of a subnet with a service endpoint has no public
 * address: a network rule decides. All other traffic is judged by its public address.
 *
 * @returns undefined when it does
 */
export function refusalOf(
  resources: ArmTable,
  server: ArmResource,
  client: SqlClient,
): SqlRefusal | undefined {
  if (server.properties["publicNetworkAccess"] === "Disabled") {
    return {
      number: 47073,
      message:
        "An instance-specific error occurred while establishing a connection to SQL Server. The public network interface on " +
        "this server is not accessible. To connect to this server, use the Private Endpoint from inside your virtual network.",
    };
  }
  const rules = resources.list("Microsoft.Sql/servers/firewallRules", server.id);
  const isIn = rules.some(({ properties: { startIpAddress, endIpAddress } }) => {
    const [start, end] = [numberOf(String(startIpAddress)), numberOf(String(endIpAddress))];
    if (start === 0 && end === 0) return client.isAzure;
    if (client.subnet !== undefined && hasSqlEndpoint(client.subnet)) return false;
    return start <= numberOf(client.address) && numberOf(client.address) <= end;
  });
  if (isIn) return undefined;
  const opened = `Cannot open server '${server.name}' requested by the login.`;
  if (client.subnet !== undefined && hasSqlEndpoint(client.subnet)) {
    const isAdmitted = resources
      .list("Microsoft.Sql/servers/virtualNetworkRules", server.id)
      .some(
        ({ properties: { virtualNetworkSubnetId, state } }) =>
          state === "Ready" && isSameId(virtualNetworkSubnetId, client.subnet?.id),
      );
    return isAdmitted
      ? undefined
      : { number: 40914, message: `${opened} Client is not allowed to access the server.` };
  }
  return {
    number: 40615,
    message:
      `${opened} Client with IP address '${client.address}' is not allowed to access the server. To enable access, use the ` +
      "Azure Management Portal or run sp_set_firewall_rule on the master database to create a firewall rule for this IP " +
      "address or address range. It may take up to five minutes for this change to take effect.",
  };
}
