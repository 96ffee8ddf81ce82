export {
  type DagBindingDeclaration,
  type DagBindingDefinition,
  type DagTarget,
  definitionRevision,
} from "./binding-definition";
export { deviceLimit } from "./device-limits";
export { dagMembers, type Members, type PceFacts, type WorkloadFact } from "./members";
export { type TagChange, type TagMessage, tagMessages } from "./messages";
export { type RenewalOptions, renewals } from "./renewals";
export {
  type ObservedBinding,
  type OwnEntry,
  type RegisteredEntry,
  type RegisteredTag,
  TableIndex,
} from "./table-index";
export { isInSync, type PlanOptions, planSummary, type TablePlan, tablePlan } from "./table-plan";
export {
  canaryTag,
  declaredBy,
  defaultRevisionAddress,
  filterOf,
  isRevisionTagOf,
  revisionTag,
  tagNameProblem,
} from "./tag-name";
