import { FLOW_LOG_CONTAINERS, HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";

/** What both accounts that the component makes have in common. */
export const STORAGE_ACCOUNT = {
  kind: "StorageV2",
  /** Flow logs need a standard account; Azure writes no flow log into a premium one. */
  sku: { name: "Standard_LRS" },
  allowBlobPublicAccess: false,
  minimumTlsVersion: "TLS1_2",
  enableHttpsTrafficOnly: true,
  isHnsEnabled: false,
  defaultToOAuthAuthentication: true,
} as const;

/**
 * The host account is reached with tokens alone. Network Watcher may write flow logs with the account's key, so shared keys
 * stay allowed in an account for flow logs.
 */
export const SHARED_KEYS = { hostAccount: false, flowLogAccount: true } as const;

/** Azure Functions is not among the trusted services, Network Watcher is. */
export function networkRules(isPrivate: boolean): {
  readonly defaultAction: "Allow" | "Deny";
  readonly bypass: "AzureServices";
} {
  return { defaultAction: isPrivate ? "Deny" : "Allow", bypass: "AzureServices" };
}

/** What the component makes in the host account; the function makes none of it. */
export const HOST_CONTAINERS = [HOST_ACCOUNT.lockContainer, HOST_ACCOUNT.deploymentContainer] as const;
export const HOST_QUEUES = [HOST_ACCOUNT.rejectedQueue] as const;
export const HOST_TABLES = [HOST_ACCOUNT.checkpointTable, HOST_ACCOUNT.hourTable] as const;

/** Endpoints of the accounts that get private endpoints. */
export const PRIVATE_SERVICES = {
  hostAccount: ["blob", "queue", "table"],
  flowLogAccount: ["blob"],
} as const;

export type StorageService = (typeof PRIVATE_SERVICES)["hostAccount"][number];

/**
 * Lifecycle rules of an account for flow logs: blobs go some days after their last block. The retention of the flow logs
 * themselves stays 0, because Azure keeps that in the same rules, and each would overwrite the other.
 */
export function lifecycleRules(retentionDays: number) {
  return [
    {
      name: "flow-logs",
      type: "Lifecycle",
      enabled: true,
      definition: {
        actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: retentionDays } } },
        filters: {
          blobTypes: ["blockBlob"],
          prefixMatch: Object.values(FLOW_LOG_CONTAINERS).map((container) => `${container}/`),
        },
      },
    },
  ];
}
