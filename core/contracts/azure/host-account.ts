/**
 * What the component makes in the host account (names as Azure takes them), and the function uses. The function makes
 * none of it.
 */
export const HOST_ACCOUNT = {
  /** Container with the one blob whose lease keeps a second drain out, and which says what is being uploaded. */
  lockContainer: "illumio-locks",
  lockBlob: "drain",
  /** The blob beside it that keeps a second run of *sql-sync* out. */
  sqlSyncLockBlob: "sql-sync",
  /** The blob beside it that keeps a second run of *onboarding* out. */
  onboardingLockBlob: "onboarding",
  /** Container for the packages of the function app. */
  deploymentContainer: "illumio-deployments",
  /** Queue that keeps lines the PCE refused and blocks that cannot be read, for people. */
  rejectedQueue: "rejected",
  /** Table with one row for each flow-log blob: how far it is read. */
  checkpointTable: "checkpoints",
  /** Table with the last hour that is finished. */
  hourTable: "hours",
  /** Table with one row for each virtual machine that is onboarded, and one of what a run hands to the next. */
  onboardingTable: "onboarding",
  /** Container and blob with the feed that Check Point gateways read. */
  feedContainer: "illumio-feed",
  feedBlob: "generic-data-center.json",
} as const;

/**
 * Largest message of the `rejected` queue, in bytes before it is written in base64: Azure takes 64 KiB of what is sent.
 */
export const REJECTED_MESSAGE_MAX_BYTES = 48 * 1_024;

/** Containers that Azure Network Watcher writes flow logs into
 * (Azure Network Watcher, "Read flow logs"). */
export const FLOW_LOG_CONTAINERS = {
  virtualNetwork: "insights-logs-flowlogflowevent",
  networkSecurityGroup: "insights-logs-networksecuritygroupflowevent",
} as const;
