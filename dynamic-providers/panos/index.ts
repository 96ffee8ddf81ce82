export { AddressFamily } from "../../core/addresses/ip-address";
export type { DagBindingDefinition, DagTarget } from "../../core/dag/binding-definition";
export type { LabelTerm } from "../../core/labels/label-expression";
export { OnSharedAddress } from "../../core/workloads/on-shared-address";
export { Membership } from "../lifecycle/membership";
export type { LabelTermArgs } from "../pulumi/label-term-args";
export {
  type AddressGroupArgs,
  DagBinding,
  type DagBindingArgs,
  type DagTargetArgs,
  type SecurityRuleArgs,
} from "./dag-binding/dag-binding";
export { CommitMode, RuleAction, Rulebase, RulePosition } from "./enumerations";
