export type { CommitOptions, JobWait, PushOptions } from "./commits";
export {
  type ConfigScope,
  containerPath,
  entryPath,
  type MoveWhere,
  PanosConfiguration,
} from "./configuration";
export type { PanosConnection } from "./connection";
export type { PanosLock } from "./locks";
export type { PanosClientOptions } from "./panos-api";
export { PanosClient, type PanosSystemInfo } from "./panos-client";
export { isPanosPassiveError, PanosError, PanosPassiveError } from "./panos-error";
export type { RegisteredAddress, RegisteredFilter, RegisteredTable } from "./registered-addresses";
export { type PanosSettings, panosConnection, type ReachableFirewall, reachableFirewall } from "./settings";
export type { RefusedUpdate, TagMessageOptions, TagUpdate } from "./update-tags";
