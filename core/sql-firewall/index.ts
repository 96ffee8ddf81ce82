export {
  AzureServices,
  type EgressEntry,
  Finding,
  firewallRevision,
  OnSharedAddress,
  type ServedPorts,
  type SqlFirewallDeclaration,
  type SqlFirewallDefinition,
  type SqlServerPlace,
} from "./definition";
export type { FirewallPlan, LeavingRule, PlannedRule } from "./firewall-plan";
export type { IpRule, Ipv4Range, NetworkRule, SqlRule } from "./sql-rule";
export type {
  FirewallReason,
  NotInFirewall,
  RuleOrigin,
  SharedEgressFinding,
  WantedFirewall,
  WantedRange,
  WantedSubnet,
} from "./wanted";
