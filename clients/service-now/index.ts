export type { ServiceNowConnection, ServiceNowOAuthClient } from "./connection";
export { type Condition, queryValueProblem } from "./encoded-query";
export type { IdentificationResult, IdentifiedItem } from "./identification";
export { isSysId, type ServiceNowRow } from "./rows";
export { type IdentifyOptions, type ListOptions, ServiceNowClient } from "./service-now-client";
export type { ServiceNowClientOptions } from "./service-now-http";
export {
  type ServiceNowConnectionSettings,
  type ServiceNowSettingNames,
  serviceNowConnection,
  serviceNowConnectionFromEnvironment,
} from "./settings";
export { SERVICE_NOW_SETTINGS, type ServiceNowSettingKey } from "./settings-table";
