/** Names of the resources inside a `VpcFlowLogsToPce`. A resource that is not listed has the name of the component. */
export const FLOW_LOG_CHILDREN = {
  flowLogRole: "flow-log",
  normalise: "normalise",
  upload: "upload",
  flowQueue: "flows",
  deadLetterQueue: "dead-letters",
  refusedQueue: "refused",
  failedDeliveries: "failed-deliveries",
} as const;
