export { DagSync } from "./dag-sync";
export type { DagSyncArgs } from "./dag-sync-args";
export { VpcFlowLogsToPce } from "./vpc-flow-logs-to-pce";
export type { FlowLogTargetArgs, FunctionSizeArgs, VpcFlowLogsToPceArgs } from "./vpc-flow-logs-to-pce-args";
