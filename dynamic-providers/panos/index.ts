export type { DagBindingDefinition } from "../../core/dag";
export {
  type AddressGroupArgs,
  DagBinding,
  type DagBindingArgs,
  type DagTargetArgs,
  type LabelTermArgs,
  type SecurityRuleArgs,
} from "./dag-binding";
