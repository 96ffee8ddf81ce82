export { nextAttemptAfter, nextCommandName } from "./attempts";
export { checkOnboarding, withDefaults } from "./check-onboarding";
export { type Choice, chooseVm, selectVm } from "./choose-vm";
export { claimedWorkloads } from "./claimed-workloads";
export { type DueRecords, dueRecords, freeInstalls, isDue, isInstalling, isUnderWay } from "./due";
export { hasPassed } from "./elapsed";
export { findRecords } from "./find-records";
export { groupsOfVm } from "./groups-of-vm";
export { firewallName, hostOfVm, isPlaced } from "./host-of-vm";
export type { InventoryVm } from "./inventory-vm";
export {
  areKeysAgeing,
  areKeysDue,
  keysNeeded,
  oldKeys,
  type ProfileFacts,
  profileProblems,
} from "./keys-needed";
export { labelsOfVm, mappedKeys, type VmLabels, valuesByKey } from "./labels-of-vm";
export { changesProblem, leavesProblem, removalsProblem } from "./limits";
export { matchWorkloads, type Twin, type WorkloadMatch } from "./match-workload";
export { type MergedLabels, mergedLabels } from "./merged-labels";
export type {
  CheckPointDefinition,
  CmdbDefinition,
  GroupRule,
  InstallWindow,
  LabelRule,
  LabelSource,
  OnboardingDefinition,
  OnboardingLimits,
  ServiceNowDefinition,
  VenDefinition,
  VmFilter,
} from "./onboarding-definition";
export type {
  LimitSettings,
  OnboardingSettings,
  ServiceNowSettings,
  VenSettings,
} from "./onboarding-settings";
export {
  advanced,
  approved,
  closed,
  discovered,
  failedOnce,
  noted,
  type RecordFacts,
  reopened,
  retried,
  seen,
  skipped,
  waiting,
} from "./record-changes";
export { type ReadRecord, type RecordRow, readRecordRow, recordRow } from "./record-row";
export {
  distinctScopes,
  outsideReason,
  SCOPE_EXAMPLE,
  scope,
  scopeKey,
  scopeOf,
} from "./scopes";
export {
  csvCell,
  type StatusRow,
  stateCounts,
  stateOf,
  statusCsv,
  statusRows,
  VM_STATES,
  type VmState,
} from "./status-table";
export { hasReached, laterStep, nextStep, STEPS, type Step } from "./step";
export { type NotReady, notReady } from "./vm-readiness";
export { type PlacedHost, RECORD_VERSION, type VenCommand, type VmRecord } from "./vm-record";
export { type MatchableWorkload, ONBOARDING_DATA_SET } from "./workload-fitting";
