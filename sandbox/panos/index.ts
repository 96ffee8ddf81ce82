export type { Admin, AdminDefinition, ApiRight } from "./api/admins";
export type { CallPattern, IncomingCall } from "./api/incoming-call";
export { type Registration, registrations } from "./api/registrations";
export type { PanosRequest } from "./api/request-log";
export type { CommitBehaviour } from "./device/device";
export type { DeviceView } from "./device/device-view";
export type { HaState } from "./device/ha";
export type { NodeOptions, PanosNodes } from "./start-nodes";
export {
  type PanoramaSimulator,
  type PanoramaSimulatorOptions,
  startPanoramaSimulator,
} from "./start-panorama-simulator";
export {
  type PanosSimulator,
  type PanosSimulatorOptions,
  startPanosSimulator,
} from "./start-panos-simulator";
export type { UserIdBehaviour } from "./user-id/user-id-tables";
