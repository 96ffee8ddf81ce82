export { type Delivery, readDelivery } from "./aws/delivery";
export { flowLogFields } from "./aws/flow-log-fields";
export {
  type BlockProblem,
  type BlockResult,
  isUnreadableBlockError,
  readBlock,
  UnreadableBlockError,
} from "./azure";
export { type FileRead, type ParquetReader, type ReadFileOptions, readFlowLogFile } from "./flow-log-file";
export type { DecidedFlows } from "./flows/decided-flows";
export type { DeliveredFlow, DeliveredFlows, UndecidedConnection } from "./flows/delivered-flows";
export type { DecideOptions } from "./flows/direction-evidence";
export { type BatchStats, FlowBatch, type UploadFlow } from "./flows/flow-batch";
export {
  addStats,
  type DirectionRule,
  type FlowLogStats,
  NO_STATS,
  unreadableReasons,
  unreadableRecords,
} from "./flows/flow-log-stats";
export { FlowSources } from "./flows/flow-sources";
export { FlowTable, type FlowTableOptions } from "./flows/flow-table";
export { ServerEndpoints } from "./flows/server-endpoints";
export type { SkipReason } from "./flows/skip-reason";
export { Undecided } from "./flows/undecided";
export { isNoFlowLogError, type NoFlowLogError } from "./no-flow-log-error";
