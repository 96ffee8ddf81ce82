export { FactsIndex } from "../workloads/facts-index";
export type { PceFacts } from "../workloads/pce-facts";
export {
  bareDefinition,
  type DagBindingDeclaration,
  type DagBindingDefinition,
  type DagTarget,
  definitionRevision,
  type NamedBinding,
} from "./binding-definition";
export { deviceLimit } from "./device-limits";
export { addressesOf, type FactChanges, LiveFacts, type Touched } from "./live-facts";
export { LiveMembers } from "./live-members";
export { LiveTable } from "./live-table";
export type { MemberChanges, PlannedAddress } from "./member-changes";
export { dagMembers, type Members } from "./members";
export { ADDRESSES_PER_MESSAGE, type TagChange, type TagMessage, tagMessages } from "./messages";
export { type RenewalOptions, renewals } from "./renewals";
export { type RevisionParts, revisionTag } from "./revision-tag";
export {
  type ObservedBinding,
  type OwnEntry,
  type RegisteredEntry,
  type RegisteredTag,
  TableIndex,
} from "./table-index";
export { isInSync, type PlanOptions, planSummary, type TablePlan, tablePlan, tableStep } from "./table-plan";
export { tagCollisions, takenTags } from "./tag-collisions";
export {
  canaryTag,
  defaultRevisionAddress,
  filterOf,
  tagNameProblem,
} from "./tag-name";
export { FIRST_VSYS, nameOfTable, type TargetTable, tableKey, tableKeys, tablesOf } from "./target-tables";
