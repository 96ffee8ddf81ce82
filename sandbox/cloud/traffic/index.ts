export { compareWithTruth, type ReversedFlow, type TruthComparison } from "./compare-with-truth";
export { type ConnectionsInRecords, connectionsInRecords } from "./connections-in-records";
export {
  type Connection,
  type ConnectionEnd,
  type FlowLogView,
  flowLine,
  GroundTruth,
  type TrafficType,
  type VisibleConnection,
} from "./ground-truth";
export type { PacketObservation } from "./packet";
export { type Play, type PlayOptions, playThreeTier } from "./play-three-tier";
export { repeatedFlows } from "./repeated-flows";
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
