import type { FlowMap } from "./flow-map";
import { flowMapGraph } from "./flow-map-graph";

/**
 * The flow map as a picture: one rounded box for each group, an arrow from client to server, ports beside it.
 *
 * @param note stands below, for example what was left out
 * @param empty stands in the picture where there is nothing to draw
 * @returns SVG that loads nothing from elsewhere
 */
export async function drawFlowMap(map: FlowMap, note: string | undefined, empty: string): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  const svg = viz.renderString(flowMapGraph(map, note, empty), { format: "svg", engine: "dot" });
  return svg
    .slice(svg.indexOf("<svg"))
    .replace("<svg ", '<svg style="max-width:100%;height:auto" ')
    .replace(/<title>.*?<\/title>\n?/gs, "");
}
