export { EnforcementMode, LinkState, VisibilityLevel } from "../../clients/pce/enumerations";
export type { GetLabelResult } from "./label/find-label";
export { type GetLabelArgs, type GetLabelOutputArgs, getLabel, getLabelOutput } from "./label/get-label";
export { Label, type LabelArgs } from "./label/label";
export { type PceSettings, type PceSettingsArgs, pceSettings } from "./pce-settings";
export type { GetWorkloadInterface, GetWorkloadResult } from "./unmanaged-workload/find-workload";
export {
  type GetWorkloadArgs,
  type GetWorkloadOutputArgs,
  getWorkload,
  getWorkloadOutput,
} from "./unmanaged-workload/get-workload";
export {
  UnmanagedWorkload,
  type UnmanagedWorkloadArgs,
  type WorkloadInterface,
  type WorkloadInterfaceArgs,
} from "./unmanaged-workload/unmanaged-workload";
