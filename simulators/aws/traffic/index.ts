export type { AggregationInSeconds } from "./capture-window";
export { compareWithTruth, type ReversedFlow, type TruthComparison } from "./compare-with-truth";
export { type ConnectionsInRecords, connectionsInRecords } from "./connections-in-records";
export { DEFAULT_FLOW_LOG_FIELDS, FLOW_LOG_FIELDS, parseLogFormat, type TagKeys } from "./flow-log-fields";
export {
  FlowLogRecorder,
  type FlowLogRecorderOptions,
  type InterfaceEvents,
  type TrafficType,
} from "./flow-log-recorder";
export {
  type Connection,
  type ConnectionEnd,
  type FlowLogView,
  flowLine,
  GroundTruth,
  type VisibleConnection,
} from "./ground-truth";
export type { PacketObservation } from "./packet";
export { type Play, type PlayOptions, playThreeTier } from "./play-three-tier";
export { reversedOpenings } from "./reversed-openings";
export { type ThreeTierOptions, threeTierTopology } from "./three-tier-topology";
export {
  type Host,
  interfacesOf,
  type NetworkInterface,
  type Subnet,
  type Topology,
  type Vpc,
} from "./topology";
