import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import { type ArmResource, isSameId, parentOf, subscriptionOf } from "../arm/arm-resource";
import type { ArmContext, ArmType, PutRequest } from "../arm/arm-type";
import { armId, flag, identity, integer, object, text } from "../arm/shapes";
import { withPrincipals } from "./identities";
import { networkOf } from "./virtual-network";

const TYPE = "Microsoft.Network/networkWatchers/flowLogs";
const NSG = "Microsoft.Network/networkSecurityGroups";
const TARGETS = [
  NSG,
  "Microsoft.Network/virtualNetworks",
  "Microsoft.Network/virtualNetworks/subnets",
  "Microsoft.Network/networkInterfaces",
];

interface FlowLogProperties {
  readonly targetResourceId: string;
  readonly storageId: string;
  readonly enabled?: boolean;
  readonly enabledFilteringCriteria?: string;
  readonly format?: { readonly type?: string; readonly version?: number };
  readonly retentionPolicy?: { readonly days?: number; readonly enabled?: boolean };
}

const analytics = object({
  networkWatcherFlowAnalyticsConfiguration: object(
    {
      enabled: flag,
      workspaceId: text(),
      workspaceRegion: text(),
      workspaceResourceId: armId,
      trafficAnalyticsInterval: integer({ oneOf: [10, 60] }),
    },
    ["enabled"],
  ),
});

/** Flow logs of a network, a subnet or a network interface. */
export const flowLog: ArmType = {
  type: TYPE,
  apiVersions: NETWORK,
  name: {
    pattern: /^([^\W_]|[^\W_][\w.-]{0,78}\w)$/,
    code: "InvalidResourceName",
    message: (name) =>
      `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, ` +
      "and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.",
  },
  location: "required",
  identity,
  properties: object(
    {
      targetResourceId: armId,
      storageId: armId,
      enabled: flag,
      enabledFilteringCriteria: text(),
      format: object({ type: text({ oneOf: ["JSON"] }), version: integer({ min: 0, max: 2 }) }),
      recordTypes: text({ pattern: /^[BCED](,[BCED])*$/ }),
      retentionPolicy: object({ days: integer({ min: 0, max: 365 }), enabled: flag }),
      flowAnalyticsConfiguration: analytics,
    },
    ["targetResourceId", "storageId"],
  ),
  readOnly: ["provisioningState", "targetResourceGuid"],
  createOnly: ["properties.targetResourceId"],
  longRunning: "azure-async-operation",
  put(context, request) {
    if (!context.registrations.has(subscriptionOf(request.id)!, "Microsoft.Insights")) {
      throw new CloudError(
        "GatewayAuthenticationFailed",
        "Gateway authentication failed for 'Microsoft.Network'. Register the resource provider 'Microsoft.Insights'.",
        403,
      );
    }
    const given = request.body.properties as unknown as FlowLogProperties;
    if (given.enabledFilteringCriteria) {
      throw new CloudError(
        "BadRequest",
        `The sandbox does not simulate enabledFilteringCriteria ('${given.enabledFilteringCriteria}'). Its flow logs are ` +
          "filtered by recordTypes alone: leave enabledFilteringCriteria out.",
      );
    }
    const watcher = context.resources.get(parentOf(request.id)!)!;
    const guid = checkTarget(context, request, watcher, given.targetResourceId);
    checkAccount(context, given, watcher);
    checkIsOnly(context, request, given);
    return {
      ...request.body,
      identity: withPrincipals(context, request),
      properties: {
        enabled: true,
        enabledFilteringCriteria: "",
        flowAnalyticsConfiguration: {},
        ...given,
        format: { type: "JSON", version: 2, ...given.format },
        retentionPolicy: { days: 0, enabled: false, ...given.retentionPolicy },
        targetResourceGuid: guid,
        provisioningState: "Succeeded",
      },
    };
  },
  /** Retention is a lifecycle rule of the account, and takes the place of every rule that stood there. */
  async afterPut(context, log) {
    const { retentionPolicy, storageId } = log.properties as unknown as FlowLogProperties;
    const { days = 0, enabled } = retentionPolicy ?? {};
    if (!enabled || days === 0) return;
    const prefix = `insights-logs-flowlogflowevent/flowLogResourceID=/${subscriptionOf(log.id)!.toUpperCase()}_NETWORKWATCHERRG`;
    const definition = {
      actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: days } } },
      filters: { blobTypes: ["blockBlob"], prefixMatch: [prefix] },
    };
    const rule = {
      name: `NetworkWatcher-${log.name}`.replaceAll(/[._]/g, "-"),
      enabled: true,
      type: "Lifecycle",
      definition,
    };
    await context.put(`${storageId}/managementPolicies/default`, {
      properties: { policy: { rules: [rule] } },
    });
  },
  /** One that is switched off shows neither account nor retention. */
  view: (_context, { properties }) =>
    properties["enabled"] === false
      ? { ...properties, storageId: "", retentionPolicy: { days: 0, enabled: false } }
      : { ...properties },
};

function checkTarget(
  context: ArmContext,
  { id, before }: PutRequest,
  watcher: ArmResource,
  targetId: string,
): string {
  const target = context.resources.get(targetId);
  if (!target || !TARGETS.includes(target.type)) {
    throw new CloudError(
      "TargetResourceNotFound",
      `The target resource ${targetId} of flow log ${id} was not found.`,
    );
  }
  if (target.type === NSG && !before) {
    throw new CloudError(
      "NsgFlowLogCreationBlocked",
      "New NSG flow logs cannot be created since 30 June 2025, and NSG flow logs are retired on 30 September 2027. " +
        "Create a virtual network flow log.",
    );
  }
  const location = target.location ?? networkOf(context, target.id)?.location;
  if (location !== watcher.location || subscriptionOf(target.id) !== subscriptionOf(id)) {
    throw new CloudError(
      "TargetResourceNotInWatcherRegion",
      `The target resource ${targetId} is in ${location}. The network watcher ${watcher.name} serves its own subscription ` +
        `in ${watcher.location} only.`,
    );
  }
  return String(
    target.properties["resourceGuid"] ?? networkOf(context, target.id)?.properties["resourceGuid"],
  );
}

function checkAccount(
  { resources }: ArmContext,
  { storageId, retentionPolicy }: FlowLogProperties,
  watcher: ArmResource,
): void {
  const account = resources.get(storageId);
  const refuse = (code: string, reason: string) =>
    new CloudError(code, `The storage account ${storageId} ${reason}.`);
  if (account?.type !== "Microsoft.Storage/storageAccounts")
    throw refuse("StorageAccountNotFound", "was not found");
  if (account.location !== watcher.location) {
    throw refuse(
      "StorageAccountLocationMismatch",
      `is in ${account.location}, the flow log in ${watcher.location}`,
    );
  }
  if (!String(account.sku?.["name"]).startsWith("Standard")) {
    throw refuse("StorageAccountSkuNotSupported", "is of a premium tier. Flow logs need a standard one");
  }
  if (account.kind !== "StorageV2" && retentionPolicy?.enabled && (retentionPolicy.days ?? 0) > 0) {
    throw refuse("RetentionNotSupported", `is of the kind ${account.kind}. Retention needs StorageV2`);
  }
}

function checkIsOnly({ resources }: ArmContext, { id }: PutRequest, wanted: FlowLogProperties): void {
  const other = resources
    .list(TYPE)
    .find(
      (log) =>
        !isSameId(log.id, id) &&
        isSameId(log.properties["targetResourceId"], wanted.targetResourceId) &&
        isSameId(log.properties["storageId"], wanted.storageId),
    );
  if (!other) return;
  throw new CloudError(
    "FlowLogAlreadyExists",
    `The flow log ${other.id} writes the flows of ${wanted.targetResourceId} into ${wanted.storageId} already. ` +
      "A target has one flow log for each storage account.",
    409,
  );
}
