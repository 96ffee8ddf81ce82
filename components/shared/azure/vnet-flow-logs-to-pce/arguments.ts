import { byDefault, flag, type Rule, required, where, wholeNumber } from "../../../../core/checks";
import { openProxyUrl } from "../../../../core/checks/proxy-url";
import { FLOW_ARGUMENTS } from "../../flow-arguments";
import { oneTargetProblem } from "../../one-target";
import { PCE_ADDRESS_ARGUMENTS } from "../../pce-arguments";
import { isOfType } from "../arm-id";
import * as rules from "../rules";
import { VNET_FLOW_LOG_DEFAULTS as DEFAULTS } from "./defaults";

/** Rules and defaults of those arguments of `VnetFlowLogsToPce` that depend on no other argument. */
export const VNET_FLOW_LOG_ARGUMENTS = {
  ...FLOW_ARGUMENTS,
  resourceGroupName: required(rules.resourceGroupName()),
  location: required(rules.location()),
  nsgLogs: byDefault<boolean>(flag(), DEFAULTS.nsgLogs),
  retentionDays: byDefault(wholeNumber(2, 365), DEFAULTS.retentionDays),
  memoryInMegabytes: byDefault<number>(
    (value, checks) =>
      [512, 2048, 4096].includes(value as number)
        ? (value as number)
        : checks.must("be 512, 2048 or 4096, the sizes of Flex Consumption", value),
    DEFAULTS.memoryInMegabytes,
  ),
  logRetentionInDays: byDefault(wholeNumber(30, 730), DEFAULTS.logRetentionInDays),
};

/** Arguments that may be left out, without a default. */
export const OPTIONAL_ARGUMENTS = {
  proxyUrl: openProxyUrl(),
  startFrom: startFrom(),
  identityId: rules.resourceId("Microsoft.ManagedIdentity/userAssignedIdentities"),
  applicationInsightsId: rules.resourceId("Microsoft.Insights/components"),
  logAnalyticsWorkspaceId: rules.resourceId("Microsoft.OperationalInsights/workspaces"),
};

/** The secret with the PCE's API key. */
export const PCE_SECRET_ARGUMENTS = {
  vaultId: required(rules.resourceId("Microsoft.KeyVault/vaults")),
  name: required(rules.secretName()),
};

export { PCE_ADDRESS_ARGUMENTS };

export const FLOW_LOG_ACCOUNT_ARGUMENTS = {
  id: required(rules.resourceId("Microsoft.Storage/storageAccounts")),
};

export const NETWORK_ARGUMENTS = {
  subnetId: required(rules.resourceId("Microsoft.Network/virtualNetworks/subnets")),
};

export const PRIVATE_ENDPOINT_ARGUMENTS = {
  subnetId: required(rules.resourceId("Microsoft.Network/virtualNetworks/subnets")),
  blobZoneId: required(privateZone("blob")),
  queueZoneId: required(privateZone("queue")),
  tableZoneId: required(privateZone("table")),
};

export const NETWORK_WATCHER_ARGUMENTS = {
  name: required(rules.flowLogName()),
  resourceGroupName: required(rules.resourceGroupName()),
};

/** Names that replace those which the component would make. */
export const NAME_ARGUMENTS = {
  hostAccount: rules.storageAccountName(),
  flowLogAccount: rules.storageAccountName(),
  functionApp: rules.functionAppName(),
};

/** What a target may name; one of them. */
export const TARGET_ARGUMENTS = {
  virtualNetworkId: watched("Microsoft.Network/virtualNetworks"),
  subnetId: watched("Microsoft.Network/virtualNetworks/subnets"),
  networkInterfaceId: watched("Microsoft.Network/networkInterfaces"),
};

export type TargetKind = keyof typeof TARGET_ARGUMENTS;

/** Said to whoever wants a flow log of a network security group. */
export const NO_NSG_FLOW_LOGS =
  "is a network security group: Azure takes no new flow logs of these since 30 June 2025, and deletes the existing ones on " +
  "30 September 2027. Name the virtual network, subnet or network interface instead; nsgLogs: true also reads the logs of " +
  "network security groups that already stand in the account";

/** A target names exactly one resource, and no network security group. Only the names that are given count here. */
export function vnetTargetProblem(target: object): string | undefined {
  return "networkSecurityGroupId" in target
    ? `networkSecurityGroupId ${NO_NSG_FLOW_LOGS}`
    : oneTargetProblem(target, Object.keys(TARGET_ARGUMENTS));
}

/** Flow logs come from targets, or from others who write into an account that is given. */
export function targetsProblem(args: {
  readonly targets?: object;
  readonly flowLogAccount?: unknown;
}): string | undefined {
  return Object.keys(args.targets ?? {}).length > 0 || args.flowLogAccount !== undefined
    ? undefined
    : "names nothing: give a virtual network, a subnet or a network interface, or flowLogAccount, into which others write";
}

/** A resource has one flow log for each account. @returns problems by the key of the later target */
export function doubleTargets(ids: Readonly<Record<string, string>>): Record<string, string> {
  const first = new Map<string, string>();
  const problems: Record<string, string> = {};
  for (const [key, id] of Object.entries(ids)) {
    const before = first.get(id.toLowerCase());
    if (before === undefined) first.set(id.toLowerCase(), key);
    else
      problems[key] =
        `names the same resource as ${before}, and Azure takes no second flow log of it into one account`;
  }
  return problems;
}

/** The rule that an account of others needs, because nothing is changed there. */
export function retentionProblem(args: {
  readonly retentionDays?: unknown;
  readonly flowLogAccount?: unknown;
}): string | undefined {
  return args.retentionDays === undefined || args.flowLogAccount === undefined
    ? undefined
    : "is for an account that the component makes; in yours it changes nothing. Add to the lifecycle management policy of " +
        'your account a rule that deletes block blobs with the prefix "insights-logs-flowlogflowevent/" some days ' +
        "(at least 2) after their last modification, and say the days in flowLogAccount.retentionDays";
}

/** An app outside the virtual network does not reach private endpoints. */
export function privateEndpointsProblem(args: {
  readonly network?: unknown;
  readonly privateEndpoints?: unknown;
}): string | undefined {
  return args.privateEndpoints !== undefined && args.network === undefined
    ? "needs network: the function reaches private endpoints only from a subnet of the virtual network"
    : undefined;
}

/** A component of Application Insights knows its workspace itself. */
export function workspaceProblem(args: {
  readonly applicationInsightsId?: unknown;
  readonly logAnalyticsWorkspaceId?: unknown;
}): string | undefined {
  return args.applicationInsightsId !== undefined && args.logAnalyticsWorkspaceId !== undefined
    ? "cannot be given with applicationInsightsId, whose workspace is its own"
    : undefined;
}

function watched(type: Parameters<typeof rules.resourceId>[0]): Rule<string> {
  const rule = rules.resourceId(type);
  return (value, checks) =>
    typeof value === "string" && isOfType(value, "Microsoft.Network/networkSecurityGroups")
      ? checks.fail(NO_NSG_FLOW_LOGS)
      : rule(value, checks);
}

/** Azure resolves the names of a private endpoint only in the zone of its service: `privatelink.blob.…`. */
function privateZone(service: "blob" | "queue" | "table"): Rule<string> {
  return where(rules.resourceId("Microsoft.Network/privateDnsZones"), (id) =>
    id.toLowerCase().includes(`/privatelink.${service}.`)
      ? undefined
      : `must be the zone privatelink.${service}.core.windows.net, got '${id.slice(id.lastIndexOf("/") + 1)}'`,
  );
}

function startFrom(): Rule<string> {
  return (value, checks) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
      ? value
      : checks.must("be a time in UTC, such as 2026-11-20T06:00:00Z", value);
}
