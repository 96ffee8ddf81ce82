import { FLOW_LOG_CONTAINERS, HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";

/** Network Watcher may write flow logs with the key of the account, so shared keys stay allowed in an account for flow logs. */
export const FLOW_LOG_SHARED_KEYS = true;

/** What the component makes in the host account; the function makes none of it. */
export const HOST_CONTENTS = {
  containers: [HOST_ACCOUNT.lockContainer, HOST_ACCOUNT.deploymentContainer],
  queues: [HOST_ACCOUNT.rejectedQueue],
  tables: [HOST_ACCOUNT.checkpointTable, HOST_ACCOUNT.hourTable],
} as const;

/** Endpoints of the accounts that get private endpoints. */
export const PRIVATE_SERVICES = {
  hostAccount: ["blob", "queue", "table"],
  flowLogAccount: ["blob"],
} as const;

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
