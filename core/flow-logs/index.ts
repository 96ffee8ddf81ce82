export { type Delivery, readDelivery } from "./delivery";
export type { DecideOptions } from "./direction";
export { type BatchStats, FlowBatch, type UploadFlow } from "./flow-batch";
export { flowLogFields } from "./flow-log-fields";
export { readFlowLogFile } from "./flow-log-file";
export {
  addStats,
  type DirectionRule,
  type FlowLogStats,
  NO_STATS,
  type SkipReason,
  UNREADABLE,
  unreadableRecords,
} from "./flow-log-stats";
export { FlowTable, type FlowTableOptions } from "./flow-table";
export { ServerEndpoints } from "./server-endpoints";
