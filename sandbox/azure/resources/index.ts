import type { ArmType } from "../arm/arm-type";
import { appServicePlan } from "./app-service-plan";
import { flowLog } from "./flow-log";
import { actionGroup, insightsComponent, scheduledQueryRule } from "./insights";
import { keyVault, keyVaultSecret } from "./key-vault";
import { lock } from "./lock";
import { networkInterface } from "./network-interface";
import { networkSecurityGroup } from "./network-security-group";
import { networkWatcher } from "./network-watcher";
import { privateDnsZone, privateDnsZoneLink } from "./private-dns-zone";
import { privateDnsZoneGroup, privateEndpoint } from "./private-endpoint";
import { publicIpAddress } from "./public-ip-address";
import { publishingCredentialsPolicy } from "./publishing-credentials-policy";
import { resourceGroup } from "./resource-group";
import { roleAssignment } from "./role-assignment";
import { roleDefinition } from "./role-definition";
import { site } from "./site";
import { sqlFirewallRule } from "./sql-firewall-rule";
import { sqlServer } from "./sql-server";
import { sqlVirtualNetworkRule } from "./sql-virtual-network-rule";
import { storageAccount } from "./storage-account";
import {
  blobContainer,
  blobService,
  managementPolicy,
  queueService,
  storageQueue,
  storageTable,
  tableService,
} from "./storage-children";
import { userAssignedIdentity } from "./user-assigned-identity";
import { virtualMachine } from "./virtual-machine";
import { virtualMachineRunCommand } from "./virtual-machine-run-command";
import { scaleSet, scaleSetInterface, scaleSetMachine } from "./virtual-machine-scale-set";
import { subnet, virtualNetwork } from "./virtual-network";
import { workspace } from "./workspace";

/** Every type that the sandbox's Resource Manager knows; any other is refused. */
export const ARM_TYPES: readonly ArmType[] = [
  actionGroup,
  appServicePlan,
  blobContainer,
  blobService,
  flowLog,
  insightsComponent,
  keyVault,
  keyVaultSecret,
  lock,
  managementPolicy,
  networkInterface,
  networkSecurityGroup,
  networkWatcher,
  privateDnsZone,
  privateDnsZoneGroup,
  privateDnsZoneLink,
  privateEndpoint,
  publishingCredentialsPolicy,
  publicIpAddress,
  queueService,
  resourceGroup,
  roleAssignment,
  roleDefinition,
  scaleSet,
  scaleSetInterface,
  scaleSetMachine,
  scheduledQueryRule,
  site,
  sqlFirewallRule,
  sqlServer,
  sqlVirtualNetworkRule,
  storageAccount,
  storageQueue,
  storageTable,
  subnet,
  tableService,
  userAssignedIdentity,
  virtualMachine,
  virtualMachineRunCommand,
  virtualNetwork,
  workspace,
];

/** Namespaces that the sandbox knows no type of, but that a subscription has to be registered for. */
export const OTHER_NAMESPACES = ["Microsoft.App", "Microsoft.EventGrid", "Microsoft.ResourceGraph"];
