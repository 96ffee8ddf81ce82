import { FLOW_DEFAULTS } from "../../flow-arguments";

/** Defaults of the arguments that only `VnetFlowLogsToPce` takes. */
export const VNET_FLOW_LOG_DEFAULTS = {
  ...FLOW_DEFAULTS,
  nsgLogs: false,
  /** Days that a flow-log account which the component made keeps its blobs. */
  retentionDays: 7,
} as const;
