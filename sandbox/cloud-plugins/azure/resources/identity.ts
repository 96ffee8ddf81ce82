import { list, text } from "../../provider/arguments";
import { anything } from "../kinds";
import { azureResource } from "../resource";

export const userAssignedIdentity = azureResource({
  type: "azure-native:managedidentity:UserAssignedIdentity",
  path: "/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
  apiVersion: "2023-01-31",
  longestName: 128,
  members: ["location", "tags"],
  properties: {},
  computed: {
    clientId: "properties.clientId",
    principalId: "properties.principalId",
    tenantId: "properties.tenantId",
  },
});

export const roleAssignment = azureResource({
  type: "azure-native:authorization:RoleAssignment",
  path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  apiVersion: "2022-04-01",
  naming: "uuid",
  properties: {
    condition: text(),
    conditionVersion: text(),
    delegatedManagedIdentityResourceId: text(),
    description: text(),
    principalId: text(),
    principalType: text(),
    roleDefinitionId: text(),
  },
  required: ["principalId", "roleDefinitionId"],
  computed: { createdBy: "properties.createdBy", createdOn: "properties.createdOn" },
});

export const roleDefinition = azureResource({
  type: "azure-native:authorization:RoleDefinition",
  path: "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
  apiVersion: "2022-05-01-preview",
  naming: "uuid",
  properties: {
    assignableScopes: list(text()),
    description: text(),
    permissions: anything,
    roleName: text(),
    roleType: { kind: text(), in: "type" },
  },
});

export const resourceGroup = azureResource({
  type: "azure-native:resources:ResourceGroup",
  path: "/resourceGroups/{resourceGroupName}",
  apiVersion: "2024-03-01",
  longestName: 90,
  members: ["location", "tags"],
  properties: {},
  notSimulated: ["managedBy"],
});

export const keyVault = azureResource({
  type: "azure-native:keyvault:Vault",
  path: "/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}",
  apiVersion: "2024-11-01",
  longestName: 24,
  members: ["location", "tags"],
  properties: { properties: { kind: anything, in: "" } },
  required: ["properties"],
});

export const keyVaultSecret = azureResource({
  type: "azure-native:keyvault:Secret",
  path: "/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
  apiVersion: "2024-11-01",
  longestName: 127,
  members: ["tags"],
  properties: { properties: { kind: anything, in: "" } },
  required: ["properties"],
});
