export { DagBinding, type DagBindingArgs, type DagTargetArgs, type LabelTermArgs } from "./dag-binding";
