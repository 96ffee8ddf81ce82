import { flag, integer, list, text } from "../../provider/arguments";
import { anything, flattened, listOf } from "../kinds";
import { azureResource } from "../resource";

const NETWORK = "/resourceGroups/{resourceGroupName}/providers/Microsoft.Network";
const apiVersion = "2024-05-01";

const subnet = flattened({ delegations: listOf(flattened()) });
const resourceGuid = {
  resourceGuid: "properties.resourceGuid",
  provisioningState: "properties.provisioningState",
};
const provisioningState = { provisioningState: "properties.provisioningState" };

export const networkWatcher = azureResource({
  type: "azure-native:network:NetworkWatcher",
  path: `${NETWORK}/networkWatchers/{networkWatcherName}`,
  apiVersion,
  members: ["location", "tags"],
  properties: {},
  notSimulated: ["id"],
  computed: provisioningState,
});

export const flowLog = azureResource({
  type: "azure-native:network:FlowLog",
  path: `${NETWORK}/networkWatchers/{networkWatcherName}/flowLogs/{flowLogName}`,
  apiVersion,
  members: ["location", "tags", "identity"],
  required: ["storageId", "targetResourceId"],
  properties: {
    enabled: flag,
    enabledFilteringCriteria: text(),
    flowAnalyticsConfiguration: anything,
    format: anything,
    retentionPolicy: anything,
    storageId: text(),
    targetResourceId: text(),
  },
  notSimulated: ["id"],
  computed: { ...provisioningState, targetResourceGuid: "properties.targetResourceGuid" },
});

export const virtualNetwork = azureResource({
  type: "azure-native:network:VirtualNetwork",
  path: `${NETWORK}/virtualNetworks/{virtualNetworkName}`,
  apiVersion,
  members: ["location", "tags"],
  properties: {
    addressSpace: anything,
    bgpCommunities: anything,
    ddosProtectionPlan: anything,
    dhcpOptions: anything,
    enableDdosProtection: flag,
    enableVmProtection: flag,
    encryption: anything,
    flowTimeoutInMinutes: integer({ from: 4, to: 30 }),
    ipAllocations: anything,
    privateEndpointVNetPolicies: text(),
    subnets: listOf(subnet),
    virtualNetworkPeerings: listOf(flattened()),
  },
  notSimulated: ["extendedLocation", "id"],
  computed: { ...resourceGuid, flowLogs: "properties.flowLogs" },
});

export const networkSubnet = azureResource({
  type: "azure-native:network:Subnet",
  path: `${NETWORK}/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}`,
  apiVersion,
  properties: {
    addressPrefix: text(),
    addressPrefixes: list(text()),
    applicationGatewayIPConfigurations: anything,
    defaultOutboundAccess: flag,
    delegations: listOf(flattened()),
    ipAllocations: anything,
    ipamPoolPrefixAllocations: anything,
    natGateway: anything,
    networkSecurityGroup: anything,
    privateEndpointNetworkPolicies: text(),
    privateLinkServiceNetworkPolicies: text(),
    routeTable: anything,
    serviceEndpointPolicies: anything,
    serviceEndpoints: anything,
    sharingScope: text(),
  },
  notSimulated: ["id", "name", "type"],
  computed: { ...provisioningState, privateEndpoints: "properties.privateEndpoints" },
});

export const networkInterface = azureResource({
  type: "azure-native:network:NetworkInterface",
  path: `${NETWORK}/networkInterfaces/{networkInterfaceName}`,
  apiVersion,
  members: ["location", "tags"],
  properties: {
    auxiliaryMode: text(),
    auxiliarySku: text(),
    disableTcpStateTracking: flag,
    dnsSettings: anything,
    enableAcceleratedNetworking: flag,
    enableIPForwarding: flag,
    ipConfigurations: listOf(flattened()),
    migrationPhase: text(),
    networkSecurityGroup: anything,
    nicType: text(),
    privateLinkService: anything,
    workloadType: text(),
  },
  notSimulated: ["extendedLocation", "id"],
  computed: { ...resourceGuid, macAddress: "properties.macAddress" },
});

export const networkSecurityGroup = azureResource({
  type: "azure-native:network:NetworkSecurityGroup",
  path: `${NETWORK}/networkSecurityGroups/{networkSecurityGroupName}`,
  apiVersion,
  members: ["location", "tags"],
  properties: { flushConnection: flag, securityRules: listOf(flattened()) },
  notSimulated: ["id"],
  computed: resourceGuid,
});

export const privateEndpoint = azureResource({
  type: "azure-native:network:PrivateEndpoint",
  path: `${NETWORK}/privateEndpoints/{privateEndpointName}`,
  apiVersion,
  members: ["location", "tags"],
  properties: {
    applicationSecurityGroups: anything,
    customDnsConfigs: anything,
    customNetworkInterfaceName: text(),
    ipConfigurations: listOf(flattened()),
    manualPrivateLinkServiceConnections: listOf(flattened()),
    privateLinkServiceConnections: listOf(flattened()),
    subnet,
  },
  notSimulated: ["extendedLocation", "id"],
  computed: provisioningState,
});

export const privateDnsZoneGroup = azureResource({
  type: "azure-native:network:PrivateDnsZoneGroup",
  path: `${NETWORK}/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}`,
  apiVersion,
  untyped: true,
  properties: { privateDnsZoneConfigs: listOf(flattened()) },
  notSimulated: ["id", "name"],
  computed: provisioningState,
});

export const privateZone = azureResource({
  type: "azure-native:privatedns:PrivateZone",
  path: `${NETWORK}/privateDnsZones/{privateZoneName}`,
  apiVersion: "2024-06-01",
  naming: "none",
  members: ["location", "tags"],
  properties: {},
  computed: provisioningState,
});
