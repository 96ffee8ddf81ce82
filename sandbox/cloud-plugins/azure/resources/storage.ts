import { flag, text } from "../../provider/arguments";
import { anything, listOf, renamed } from "../kinds";
import { azureResource } from "../resource";

const ACCOUNT =
  "/resourceGroups/{resourceGroupName}/providers/Microsoft.Storage/storageAccounts/{accountName}";
const apiVersion = "2024-01-01";

const networkRuleSet = renamed(
  {},
  {
    ipRules: listOf(renamed({ iPAddressOrRange: "value" })),
    virtualNetworkRules: listOf(renamed({ virtualNetworkResourceId: "id" })),
  },
);

export const storageAccount = azureResource({
  type: "azure-native:storage:StorageAccount",
  path: ACCOUNT,
  apiVersion,
  longestName: 24,
  members: ["location", "tags", "kind", "sku", "identity"],
  required: ["kind", "sku"],
  properties: {
    accessTier: text(),
    allowBlobPublicAccess: flag,
    allowCrossTenantReplication: flag,
    allowSharedKeyAccess: flag,
    defaultToOAuthAuthentication: flag,
    dnsEndpointType: { kind: text(), replaces: true },
    enableHttpsTrafficOnly: { kind: flag, in: "supportsHttpsTrafficOnly" },
    enableNfsV3: { kind: flag, in: "isNfsV3Enabled", replaces: true },
    encryption: anything,
    isHnsEnabled: { kind: flag, replaces: true },
    isLocalUserEnabled: flag,
    isSftpEnabled: flag,
    largeFileSharesState: text(),
    minimumTlsVersion: text(),
    networkRuleSet: { kind: networkRuleSet, in: "networkAcls" },
    publicNetworkAccess: text(),
    sasPolicy: anything,
  },
  notSimulated: [
    "allowedCopyScope",
    "azureFilesIdentityBasedAuthentication",
    "customDomain",
    "enableExtendedGroups",
    "extendedLocation",
    "immutableStorageWithVersioning",
    "keyPolicy",
    "routingPreference",
  ],
  computed: {
    creationTime: "properties.creationTime",
    primaryEndpoints: "properties.primaryEndpoints",
    primaryLocation: "properties.primaryLocation",
    privateEndpointConnections: "properties.privateEndpointConnections",
    provisioningState: "properties.provisioningState",
    statusOfPrimary: "properties.statusOfPrimary",
  },
});

export const blobContainer = azureResource({
  type: "azure-native:storage:BlobContainer",
  path: `${ACCOUNT}/blobServices/default/containers/{containerName}`,
  apiVersion,
  longestName: 63,
  properties: {
    defaultEncryptionScope: text(),
    denyEncryptionScopeOverride: flag,
    enableNfsV3AllSquash: flag,
    enableNfsV3RootSquash: flag,
    immutableStorageWithVersioning: anything,
    metadata: anything,
    publicAccess: text(),
  },
  computed: { leaseState: "properties.leaseState", hasLegalHold: "properties.hasLegalHold" },
});

export const storageQueue = azureResource({
  type: "azure-native:storage:Queue",
  path: `${ACCOUNT}/queueServices/default/queues/{queueName}`,
  apiVersion,
  longestName: 63,
  properties: { metadata: anything },
});

export const storageTable = azureResource({
  type: "azure-native:storage:Table",
  path: `${ACCOUNT}/tableServices/default/tables/{tableName}`,
  apiVersion,
  longestName: 63,
  properties: { signedIdentifiers: anything },
});

export const managementPolicy = azureResource({
  type: "azure-native:storage:ManagementPolicy",
  path: `${ACCOUNT}/managementPolicies/{managementPolicyName}`,
  apiVersion,
  properties: { policy: anything },
  required: ["policy"],
  computed: { lastModifiedTime: "properties.lastModifiedTime" },
});
