export { busiestPart } from "./busiest-part";
export { drawFlowMap } from "./draw-flow-map";
export {
  type FlowMap,
  type FlowMapEdge,
  type FlowMapGroup,
  type FlowMapGroupKind,
  type FlowMapService,
  serviceName,
} from "./flow-map";
