import { busiestPart, drawFlowMap } from "illumio-iac-flow-map";
import type { PceStore } from "../pce-store";
import { flowMap } from "./flow-map";

/**
 * The flow map as a picture: one rounded box for each label, an arrow from client to server, ports beside it. Of a
 * large map the busiest part is drawn, and the picture says so.
 *
 * @param by key of the label type that makes the groups
 */
export async function flowMapSvg(store: PceStore, by = "role"): Promise<string> {
  const { map, note } = busiestPart(flowMap(store, by));
  return drawFlowMap(map, note, "No flows were uploaded yet");
}
