/** The EventBridge rule that calls *dag-sync*. */
export const DAG_SYNC_SCHEDULE = {
  description: "Brings firewalls into step with the PCE",
  targetId: "dag-sync",
} as const;
