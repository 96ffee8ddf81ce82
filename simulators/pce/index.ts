export type { CallFault, OneShotFault } from "../http/fault-injector";
export { type FaultKind, type FaultPlan, type FaultRate, parseFaults } from "../http/fault-plan";
export type { LabelRow } from "./collections/labels";
export { PceStore } from "./pce-store";
export type { RequestRecord } from "./request-log";
export { type PceSimulator, type PceSimulatorOptions, startPceSimulator } from "./start-pce-simulator";
export type { TrafficRow } from "./traffic";
export type { WorkloadRow } from "./workloads/workload-row";
