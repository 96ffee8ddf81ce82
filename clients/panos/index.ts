export type { CommitOptions, JobWait, PushOptions } from "./commits";
export {
  type ConfigScope,
  containerPath,
  entryPath,
  type MoveWhere,
  PanosConfiguration,
} from "./configuration";
export type { PanosConnection } from "./connection";
export type { PanosClientOptions } from "./panos-api";
export { PanosClient, type PanosSystemInfo } from "./panos-client";
export { isPanosPassiveError, PanosError, PanosPassiveError } from "./panos-error";
export type { RegisteredAddress, RegisteredTable } from "./registered-addresses";
export { type PanosSettings, panosConnection } from "./settings";
export type { RefusedUpdate, TagMessageOptions, TagUpdate } from "./update-tags";
