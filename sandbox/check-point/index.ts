export type { OneShotFault } from "../http/fault-injector";
export type { FaultKind, FaultPlan, FaultRate } from "../http/fault-plan";
export type { IncomingCall } from "./api/check-point-api";
export type { CheckPointRequest } from "./api/request-log";
export type { PackageDefinition } from "./furnish";
export type { Intrusions, Release } from "./intrusions";
export {
  type CheckPointSimulator,
  type CheckPointSimulatorOptions,
  startCheckPointSimulator,
} from "./start-check-point-simulator";
export type { Admin } from "./store/admins";
export type { CheckPointBehaviour } from "./store/behaviour";
export type { CpObject, ObjectType } from "./store/cp-object";
export type { Domain } from "./store/domain";
export type { InstallRecord, PublishRecord } from "./store/records";
export type { Session } from "./store/session";
export type { CheckPointStore } from "./store/store";
export type { Task, TaskPlan, TaskStatus } from "./store/task";
