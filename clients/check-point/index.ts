export { CheckPointClient, type LoginOptions } from "./check-point-client";
export { CheckPointError, isCheckPointError, isUncertain } from "./check-point-error";
export type { CheckPointClientOptions } from "./check-point-http";
export type { CheckPointSession, InstallOptions, NewHost, WriteOptions } from "./check-point-session";
export type { CheckPointConnection, CheckPointLogin } from "./connection";
export { definitionConnection } from "./definition-connection";
export type { Refusal, RefusalKind } from "./refusal";
export {
  type CheckPointSettings,
  checkPointConnection,
  checkPointConnectionFromEnvironment,
} from "./settings";
export { CHECK_POINT_SETTINGS, type CheckPointSettingKey } from "./settings-table";
export type { CheckPointGroup, CheckPointHost, CheckPointSessionInfo, CheckPointTask } from "./shapes";
