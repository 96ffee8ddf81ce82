import { byDefault, type Rule, required, where, wholeNumber } from "../../../../core/checks";
import { openProxyUrl } from "../../../../core/checks/proxy-url";
import * as rules from "../rules";
import { FUNCTION_APP_DEFAULTS as DEFAULTS } from "./defaults";

/** Rules and defaults of those arguments of every component with a function app that depend on no other argument. */
export const FUNCTION_APP_ARGUMENTS = {
  resourceGroupName: required(rules.resourceGroupName()),
  location: required(rules.location()),
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
  identityId: rules.resourceId("Microsoft.ManagedIdentity/userAssignedIdentities"),
  applicationInsightsId: rules.resourceId("Microsoft.Insights/components"),
  logAnalyticsWorkspaceId: rules.resourceId("Microsoft.OperationalInsights/workspaces"),
};

/** A rule whose messages do not repeat the value. */
export function unsaid<T>(rule: Rule<T>): Rule<T> {
  return (value, checks) => rule(value, checks.secret());
}

/** Where a secret is. */
export const PCE_SECRET_ARGUMENTS = {
  vaultId: required(unsaid(rules.resourceId("Microsoft.KeyVault/vaults"))),
  name: required(unsaid(rules.secretName())),
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

/** The blob endpoint alone, for an account in which nothing else is used. */
export const BLOB_ENDPOINT_ARGUMENTS = {
  subnetId: PRIVATE_ENDPOINT_ARGUMENTS.subnetId,
  blobZoneId: PRIVATE_ENDPOINT_ARGUMENTS.blobZoneId,
};

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

/** Azure resolves the names of a private endpoint only in the zone of its service: `privatelink.blob.…`. */
function privateZone(service: "blob" | "queue" | "table"): Rule<string> {
  return where(rules.resourceId("Microsoft.Network/privateDnsZones"), (id) =>
    id.toLowerCase().includes(`/privatelink.${service}.`)
      ? undefined
      : `must be the zone privatelink.${service}.core.windows.net, got '${id.slice(id.lastIndexOf("/") + 1)}'`,
  );
}
