import "./check-library";

export type { DagBindingDefinition, DagTarget } from "../../core/dag";
export { Undecided } from "../../core/flow-logs/flows/undecided";
export { DagBinding } from "./dag-binding";
export type {
  AddressGroupProps,
  DagBindingProps,
  DagTargetProps,
  LabelTermProps,
  SecurityRuleProps,
} from "./dag-binding-props";
export { DagSync } from "./dag-sync";
export type { DagSyncGrants } from "./dag-sync-grants";
export { DagSyncMetrics } from "./dag-sync-metrics";
export type { DagSyncProps } from "./dag-sync-props";
export { DriftCheck } from "./drift-check";
export { DriftCheckMetrics } from "./drift-check-metrics";
export type { DriftCheckProps } from "./drift-check-props";
export type { FlowLogGrants } from "./flow-log-grants";
export { FlowLogMetrics } from "./flow-log-metrics";
export type { FlowLogTargetProps } from "./flow-log-target-props";
export type { FunctionSizeProps } from "./function-size-props";
export type { FunctionVpcProps } from "./function-vpc-props";
export { Label, type LabelProps } from "./label";
export { PceConnection } from "./pce-connection";
export type { PceConnectionProps } from "./pce-connection-props";
export type { PceObjectProps } from "./pce-object-props";
export type { PceProps } from "./pce-props";
export type { PlatformProps } from "./platform-props";
export { UnmanagedWorkload } from "./unmanaged-workload";
export type { UnmanagedWorkloadProps, WorkloadInterfaceProps } from "./unmanaged-workload-props";
export { VpcFlowLogsToPce } from "./vpc-flow-logs-to-pce";
export type { VpcFlowLogsToPceProps } from "./vpc-flow-logs-to-pce-props";
