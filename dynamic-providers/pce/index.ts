export { Label, type LabelArgs } from "./label";
export {
  UnmanagedWorkload,
  type UnmanagedWorkloadArgs,
  type WorkloadInterface,
  type WorkloadInterfaceArgs,
} from "./unmanaged-workload";
