export { Undecided } from "../../../core/flow-logs/flows/undecided";
export { DagSync } from "./dag-sync";
export type { DagSyncArgs } from "./dag-sync-args";
export type { PceArgs } from "./pce-args";
export type { PlatformArgs } from "./platform-args";
export type { VpcArgs } from "./vpc-args";
export { VpcFlowLogsToPce } from "./vpc-flow-logs-to-pce";
export type { FlowLogTargetArgs, FunctionSizeArgs, VpcFlowLogsToPceArgs } from "./vpc-flow-logs-to-pce-args";
