export type { CallFault, OneShotFault } from "../http/fault-injector";
export { type FaultKind, type FaultPlan, type FaultRate, parseFaults } from "../http/fault-plan";
export type { RateLimitRule } from "./access/rate-limits";
export type { User, UserDefinition } from "./access/users";
export type { ColumnSpec } from "./data/built-in-tables";
export type { Values } from "./data/column";
export type { IdentifierRule, IdentifierRules } from "./ire/identifiers";
export type { PageFault, PageFaultKind } from "./page-faults";
export type { RequestRecord } from "./request-log";
export {
  type ServiceNowSimulator,
  type ServiceNowSimulatorOptions,
  startServiceNowSimulator,
} from "./start-service-now-simulator";
