import { CloudError } from "../../cloud/cloud-error";
import { SQL } from "../arm/api-versions";
import { type ArmResource, nameOf } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { flag, object, text } from "../arm/shapes";
import { checkIsPublic, missingServer, serverOf } from "./sql-server";

/** Rules of the server-level firewall for subnets with a service endpoint. */
export const sqlVirtualNetworkRule: ArmType = {
  type: "Microsoft.Sql/servers/virtualNetworkRules",
  apiVersions: SQL,
  name: {
    pattern: /^[A-Za-z0-9](?:[\w.-]{0,62}\w)?$/,
    code: "InvalidResourceName",
    message: (name) =>
      `The virtual network rule name '${name}' is invalid: 1 to 64 letters, digits, '.', '_' and '-'.`,
  },
  location: "none",
  properties: object({ virtualNetworkSubnetId: text(), ignoreMissingVnetServiceEndpoint: flag }),
  readOnly: ["state"],
  longRunning: "accepted",
  missingParent: missingServer,
  linked: ({ properties }) => {
    const scope = properties?.["virtualNetworkSubnetId"];
    const action = "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action";
    return typeof scope === "string" && scope !== "" ? [{ action, scope }] : [];
  },
  put(context, { id, body }) {
    const { virtualNetworkSubnetId: subnetId, ignoreMissingVnetServiceEndpoint: ignored = false } =
      body.properties;
    const server = serverOf(context, id);
    checkIsPublic(server, "FirewallChangesDeniedBecausePublicEndpointDisabled", "public network access");
    if (typeof subnetId !== "string" || subnetId === "") {
      throw new CloudError("NullVirtualNetworkSubnetId", "The Virtual Network Subnet Id is null.");
    }
    const subnet = context.resources.get(subnetId);
    if (subnet?.type !== "Microsoft.Network/virtualNetworks/subnets") {
      throw new CloudError(
        "VirtualNetworkRuleResourceNotFound",
        `Azure SQL Server Virtual Network Rule encountered a resource not found error: Resource '${subnetId}' not found.`,
        404,
      );
    }
    if (!ignored && !hasSqlEndpoint(subnet)) {
      throw new CloudError(
        "VirtualNetworkRuleBadRequest",
        `Azure SQL Server Virtual Network Rule encountered an user error: Subnets ${nameOf(subnetId)} of virtual network ` +
          "do not have ServiceEndpoints for Microsoft.Sql resources configured. Add Microsoft.Sql to subnet's ServiceEndpoints " +
          "collection before trying to ACL Microsoft.Sql resources to these subnets.",
      );
    }
    const properties = { virtualNetworkSubnetId: subnetId, ignoreMissingVnetServiceEndpoint: ignored };
    return { ...body, properties: { ...properties, state: "InProgress" } };
  },
  async afterOperation({ resources }, id) {
    const rule = resources.get(id);
    if (rule) await resources.put(id, { properties: { ...rule.properties, state: "Ready" } });
  },
};

/** Whether traffic of a subnet reaches Azure SQL by the service endpoint. */
export function hasSqlEndpoint(subnet: ArmResource): boolean {
  const endpoints = (subnet.properties["serviceEndpoints"] ?? []) as { service?: string }[];
  return endpoints.some(({ service }) => service?.toLowerCase() === "microsoft.sql");
}
