import type { Bind } from "../resource";
import {
  keyVault,
  keyVaultSecret,
  resourceGroup,
  roleAssignment,
  roleDefinition,
  userAssignedIdentity,
} from "./identity";
import { actionGroup, insightsComponent, scheduledQueryRule, workspace } from "./monitoring";
import {
  flowLog,
  networkInterface,
  networkSecurityGroup,
  networkSubnet,
  networkWatcher,
  privateDnsZoneGroup,
  privateEndpoint,
  privateZone,
  virtualNetwork,
} from "./network";
import { sqlFirewallRule, sqlServer, sqlVirtualNetworkRule } from "./sql";
import { blobContainer, managementPolicy, storageAccount, storageQueue, storageTable } from "./storage";
import { appServicePlan, webApp, webAppFtpAllowed, webAppScmAllowed } from "./web";

/** Every type of the azure-native provider that the sandbox knows; any other is refused. */
export const RESOURCES: readonly Bind[] = [
  actionGroup,
  appServicePlan,
  blobContainer,
  flowLog,
  insightsComponent,
  keyVault,
  keyVaultSecret,
  managementPolicy,
  networkInterface,
  networkSecurityGroup,
  networkSubnet,
  networkWatcher,
  privateDnsZoneGroup,
  privateEndpoint,
  privateZone,
  resourceGroup,
  roleAssignment,
  roleDefinition,
  scheduledQueryRule,
  sqlFirewallRule,
  sqlServer,
  sqlVirtualNetworkRule,
  storageAccount,
  storageQueue,
  storageTable,
  userAssignedIdentity,
  virtualNetwork,
  webApp,
  webAppFtpAllowed,
  webAppScmAllowed,
  workspace,
];
