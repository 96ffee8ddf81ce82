const ROLE =
  'The identity needs the role "SQL Server Contributor" on the server, or a custom role with Microsoft.Sql/servers/read and read, write and delete ' +
  'of Microsoft.Sql/servers/firewallRules and virtualNetworkRules ("SQL Security Manager" has no network rules); an assignment takes effect after ' +
  "some minutes";
const JOIN =
  "The identity also needs Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action on the subnet";
const CLOSED =
  "Public network access of the server is switched off: its firewall takes no rules and lets nobody in, clients come by private endpoints only. " +
  "Switch it on (publicNetworkAccess: Enabled), or do not declare a firewall for this server";
const PLACE =
  "Check subscriptionId, resourceGroupName and serverName: the server was deleted, moved or never was there";
const LOCK =
  "A lock on the server, its resource group or its subscription refuses the change: remove it, or do not declare a firewall for this server";
const DEFECT =
  "Azure does not take this rule as it was sent: look at its name and its addresses, and report it as a defect if this package made it";
const LATER = "Azure limits the calls of a subscription: run this again later, and let fewer runs overlap";
const OTHER = "Another operation on the server is under way or broke this one off: run this again";
const ENDPOINT =
  "The subnet needs the service endpoint Microsoft.Sql: add it to serviceEndpoints of the subnet";

/** What to do about an error of Resource Manager or Azure SQL, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  AuthorizationFailed: ROLE,
  LinkedAuthorizationFailed: JOIN,
  VirtualNetworkRuleAccessDenied: JOIN,
  DenyPublicEndpointEnabled: CLOSED,
  FirewallChangesDeniedBecausePublicEndpointDisabled: CLOSED,
  TooManyFirewallRules:
    "The server has as many firewall rules as Azure allows (256, those of others included): remove some, or merge ranges",
  FirewallRuleNotIPv4Address: DEFECT,
  FirewallRuleInvalidRange: DEFECT,
  FirewallRuleNameTooLong: DEFECT,
  FirewallRuleNameEmpty: DEFECT,
  InvalidServerFirewallRuleResourceRequest: DEFECT,
  InvalidServerFirewallRuleResourceParameters: DEFECT,
  MismatchingSubscriptionWithUrl: DEFECT,
  MismatchingResourceGroupNameWithUrl: DEFECT,
  MismatchingServerNameWithUrl: DEFECT,
  SubscriptionNotFound: PLACE,
  InvalidSubscriptionId: PLACE,
  ResourceGroupNotFound: PLACE,
  ResourceNotFound: PLACE,
  ParentResourceNotFound: PLACE,
  SubscriptionDoesNotHaveServer: PLACE,
  ServerNotInSubscriptionResourceGroup: PLACE,
  ScopeLocked: LOCK,
  MissingSubscriptionRegistration:
    "Register the resource provider once: az provider register --namespace Microsoft.Sql",
  SubscriptionTooManyRequests: LATER,
  SubscriptionTooManyCreateUpdateRequests: LATER,
  TooManyRequests: LATER,
  OperationTimedOut: OTHER,
  OperationCancelled: OTHER,
  OperationInterrupted: OTHER,
  FirewallChangesDeniedBecauseOperationInProgress: OTHER,
  VirtualNetworkRuleResourceNotFound: "The subnet is not there (any more): correct subnetIds",
  VirtualNetworkRuleSubscriptionNotFound:
    "The subscription of the subnet is not there or switched off: correct subnetIds",
  VirtualNetworkRuleBadRequest: ENDPOINT,
  VirtualNetworkRuleWithFailoverGroupsNotSupported:
    "Set the failover policy of the server's failover group to manual: Azure refuses network rules with an automatic one",
};

/** What an error of Azure SQL means and what to do about it; undefined for a code that is not known. */
export function sqlHint(code: string): string | undefined {
  return Object.hasOwn(HINTS, code) ? HINTS[code] : undefined;
}

const UNDER_WAY = new Set([
  "ConflictingServerOperation",
  "FirewallChangesDeniedBecauseOperationInProgress",
  "OperationInterrupted",
]);

/** Whether a refusal is only because of another operation, so that the call can be made again. */
export function isUnderWay(code: string): boolean {
  return UNDER_WAY.has(code);
}
