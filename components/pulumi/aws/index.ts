export { VpcFlowLogsToPce } from "./vpc-flow-logs-to-pce";
export type { FlowLogTargetArgs, FunctionSizeArgs, VpcFlowLogsToPceArgs } from "./vpc-flow-logs-to-pce-args";
