import type { Graph } from "@viz-js/viz";
import { escapeXml } from "./escape-xml";
import { type FlowMap, type FlowMapEdge, type FlowMapGroup, serviceName } from "./flow-map";
import { readingOrder } from "./reading-order";

const palette = [
  { fill: "#E3EEFC", line: "#2F6FBF" },
  { fill: "#E2F4E8", line: "#2E8B57" },
  { fill: "#FDEFD8", line: "#C77F1A" },
  { fill: "#F1E6F9", line: "#8250B5" },
  { fill: "#FBE4E6", line: "#C2475A" },
  { fill: "#DFF4F4", line: "#21868C" },
];
const plain = { fill: "#F4F5F7", line: "#8A94A3" };
const FONT = "Helvetica";
const SERVICES_ON_AN_EDGE = 4;

/** The map as a graph for Graphviz: clients on the left, arrows in the colour of the client. */
export function flowMapGraph(map: FlowMap, note: string | undefined, emptyText: string): Graph {
  const empty = map.groups.length === 0;
  const order = readingOrder(map.groups.length, map.edges);
  const place = map.groups.map((_, group) => order.indexOf(group));
  return {
    directed: true,
    graphAttributes: {
      rankdir: "LR",
      bgcolor: "white",
      pad: 0.3,
      nodesep: 0.45,
      ranksep: 0.8,
      fontname: FONT,
      fontsize: 11,
      fontcolor: plain.line,
      ...(note === undefined ? {} : { label: note, labelloc: "b" }),
    },
    nodeAttributes: {
      shape: "box",
      style: "rounded,filled",
      fontname: FONT,
      margin: "0.22,0.14",
      penwidth: 1.4,
    },
    edgeAttributes: { fontname: FONT, fontsize: 11, fontcolor: "#37414E", arrowsize: 0.7 },
    nodes: empty ? [nothing(emptyText)] : order.map((group) => nodeOf(map.groups[group]!, group)),
    edges: map.edges.map((edge) => edgeOf(map, edge, place)),
  };
}

const nothing = (label: string) => ({
  name: "0",
  attributes: {
    label,
    fillcolor: plain.fill,
    color: plain.line,
    fontcolor: "#37414E",
  },
});

/** Kinds of groups that have a colour of their own: labels, networks and named hosts. */
const COLOURED: ReadonlySet<string> = new Set(["label", "network", "host"]);
/** Kinds of groups that count workloads; the others count addresses. */
const OF_WORKLOADS: ReadonlySet<string> = new Set(["label", "unlabelled"]);

const coloursOf = (kind: FlowMapGroup["kind"], index: number): typeof plain =>
  COLOURED.has(kind) ? palette[index % palette.length]! : plain;

function nodeOf({ name, kind, members }: FlowMapGroup, index: number) {
  const { fill, line } = coloursOf(kind, index);
  const [member, more] = OF_WORKLOADS.has(kind) ? ["workload", "workloads"] : ["address", "addresses"];
  const plural = members === 1 ? member : more;
  const title = COLOURED.has(kind) ? `<b>${escapeXml(name)}</b>` : `<i>${escapeXml(name)}</i>`;
  return {
    name: String(index),
    attributes: {
      label: {
        html: `<font point-size="15" color="#1C2530">${title}</font><br/><font point-size="10" color="#5B6673">${members} ${plural}</font>`,
      },
      fillcolor: fill,
      color: line,
      ...(COLOURED.has(kind) ? {} : { style: "rounded,filled,dashed" }),
    },
  };
}

/** An arrow against the reading order is drawn from its head, so that it does not turn the layout around. */
function edgeOf(
  map: FlowMap,
  { from, to, services, otherServices = 0, connections }: FlowMapEdge,
  place: readonly number[],
) {
  const share = Math.log1p(connections) / Math.log1p(map.edges[0]!.connections);
  const against = place[from]! > place[to]!;
  const shown = services.slice(0, SERVICES_ON_AN_EDGE).map(serviceName);
  const more = services.length - shown.length + otherServices;
  const rest = shown.length > 0 ? `+ ${more} more` : `${more} ports`;
  const lines = more > 0 ? [...shown, rest] : shown;
  return {
    tail: String(against ? to : from),
    head: String(against ? from : to),
    attributes: {
      label: lines.map((line) => ` ${line} `).join("\n"),
      color: `${coloursOf(map.groups[from]!.kind, from).line}C0`,
      penwidth: 1 + 2 * share,
      weight: 1 + Math.round(4 * share),
      ...(against ? { dir: "back" } : {}),
    },
  };
}
