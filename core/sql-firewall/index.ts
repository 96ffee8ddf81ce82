export { checkFirewall, DEFAULT_PREFIX } from "./declaration-check";
export {
  AzureServices,
  type EgressEntry,
  Finding,
  firewallRevision,
  questionOf,
  type ServedPorts,
  type SqlFirewallDeclaration,
  type SqlFirewallDefinition,
  type SqlServerPlace,
} from "./definition";
export { firewallCollisions, serverKey, takenNames } from "./firewall-collisions";
export {
  type FirewallPlan,
  isInSync,
  type LeavingRule,
  type PlannedRule,
  planDigest,
  planSummary,
} from "./firewall-plan";
export { markerName } from "./marker";
export { type ObservedFirewall, ObservedServer } from "./observed-server";
export { planFirewall } from "./plan-firewall";
export {
  changesJson,
  changesText,
  type DescribedPlan,
  notExpressibleCounts,
  planJson,
  planText,
} from "./plan-text";
export { ipRuleName, networkRuleName, rangeOfName, subjectOf } from "./rule-names";
export { admittedText, type IpRule, type NetworkRule, placeKey, ruleKey, type SqlRule } from "./sql-rule";
export { type EgressFacts, wantedFirewall } from "./translate";
export type {
  FirewallReason,
  NotInFirewall,
  RuleOrigin,
  SharedEgressFinding,
  WantedFirewall,
  WantedRange,
  WantedSubnet,
} from "./wanted";
