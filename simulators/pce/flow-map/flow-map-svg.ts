import { instance } from "@viz-js/viz";
import type { PceStore } from "../pce-store";
import { busiestPart } from "./busiest-part";
import { flowMap } from "./flow-map";
import { flowMapGraph } from "./flow-map-graph";

/**
 * The flow map as a picture: one rounded box for each label, an arrow from who asks to who answers, ports beside it.
 * Of a large map the busiest part is drawn, and the picture says so.
 *
 * @param by key of the label type that makes the groups
 */
export async function flowMapSvg(store: PceStore, by = "role"): Promise<string> {
  const { map, note } = busiestPart(flowMap(store, by));
  const viz = await instance();
  const svg = viz.renderString(flowMapGraph(map, note), { format: "svg", engine: "dot" });
  return svg
    .slice(svg.indexOf("<svg"))
    .replace("<svg ", '<svg style="max-width:100%;height:auto" ')
    .replace(/<title>.*?<\/title>\n?/gs, "");
}
