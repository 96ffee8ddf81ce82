export {
  FunctionCode,
  type FunctionCodeArgs,
} from "../../../dynamic-providers/azure/function-code/function-code";
export type { RequiredNetworkAccess } from "../../shared/azure/vnet-flow-logs-to-pce/access";
export { AzureVmOnboarding } from "./azure-vm-onboarding";
export type {
  AzureVmOnboardingArgs,
  BlobAndTableEndpointArgs,
  OnboardingCheckPointArgs,
  OnboardingCmdbArgs,
  OnboardingSecretArgs,
  OnboardingServiceNowArgs,
  OnboardingTableArgs,
} from "./azure-vm-onboarding-args";
export type { FunctionAppArgs, FunctionAppNames } from "./function-app/function-app-args";
export type {
  BlobEndpointArgs,
  FunctionNetworkArgs,
  PrivateEndpointsArgs,
} from "./function-app/network-args";
export type { PceArgs, PceSecretArgs } from "./function-app/pce-args";
export { type RequiredRoleDefinition, SqlFirewallSync } from "./sql-firewall-sync";
export type { SqlFirewallSyncArgs } from "./sql-firewall-sync-args";
export type { NetworkWatcherArgs, VnetFlowLogTargetArgs } from "./vnet-flow-log-target-args";
export { VnetFlowLogs } from "./vnet-flow-logs";
export type { VnetFlowLogsArgs } from "./vnet-flow-logs-args";
export { type RequiredRoleAssignment, VnetFlowLogsToPce } from "./vnet-flow-logs-to-pce";
export type {
  FlowLogAccountArgs,
  VnetFlowLogsToPceArgs,
  VnetFlowLogsToPceNames,
} from "./vnet-flow-logs-to-pce-args";
