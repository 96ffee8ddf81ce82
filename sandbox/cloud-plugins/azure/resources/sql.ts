import { flag, text } from "../../provider/arguments";
import { anything } from "../kinds";
import { azureResource } from "../resource";

const SERVER = "/resourceGroups/{resourceGroupName}/providers/Microsoft.Sql/servers/{serverName}";
const apiVersion = "2023-08-01";

export const sqlServer = azureResource({
  type: "azure-native:sql:Server",
  path: SERVER,
  apiVersion,
  longestName: 63,
  members: ["location", "tags", "identity"],
  properties: {
    administratorLogin: { kind: text(), replaces: true },
    administratorLoginPassword: { kind: text(), writeOnly: true },
    administrators: anything,
    federatedClientId: text(),
    isIPv6Enabled: text(),
    keyId: text(),
    minimalTlsVersion: text(),
    primaryUserAssignedIdentityId: text(),
    publicNetworkAccess: text(),
    restrictOutboundNetworkAccess: text(),
    version: text(),
  },
  computed: {
    fullyQualifiedDomainName: "properties.fullyQualifiedDomainName",
    kind: "kind",
    privateEndpointConnections: "properties.privateEndpointConnections",
    state: "properties.state",
  },
});

export const sqlFirewallRule = azureResource({
  type: "azure-native:sql:FirewallRule",
  path: `${SERVER}/firewallRules/{firewallRuleName}`,
  apiVersion,
  longestName: 128,
  properties: { endIpAddress: text(), startIpAddress: text() },
  notSimulated: ["name"],
});

export const sqlVirtualNetworkRule = azureResource({
  type: "azure-native:sql:VirtualNetworkRule",
  path: `${SERVER}/virtualNetworkRules/{virtualNetworkRuleName}`,
  apiVersion,
  longestName: 64,
  required: ["virtualNetworkSubnetId"],
  properties: { ignoreMissingVnetServiceEndpoint: flag, virtualNetworkSubnetId: text() },
  computed: { state: "properties.state" },
});
