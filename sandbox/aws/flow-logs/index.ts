export type { AggregationInSeconds } from "./capture-window";
export { DEFAULT_FLOW_LOG_FIELDS, FLOW_LOG_FIELDS, parseLogFormat, type TagKeys } from "./flow-log-fields";
export { FlowLogRecorder, type FlowLogRecorderOptions, type InterfaceEvents } from "./flow-log-recorder";
