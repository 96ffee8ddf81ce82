import type { FlowMap, FlowMapEdge, FlowMapService } from "illumio-iac-flow-map";
import { counted } from "../../core/counted";

export interface SummedUp {
  readonly map: FlowMap;
  /** What was summed up or left out; undefined when nothing was. */
  readonly note: string | undefined;
}

/** Greatest number of groups that are drawn, beside the one of all the rest. */
const MOST_GROUPS = 12;
/** Number of arrows between them up to which none is left out: more cross one another too often. */
const MOST_EDGES = 24;
/** Share of an arrow's flows from which a port is named, where there are more than `FEW_PORTS`. */
const NAMED_SHARE = 0.02;
const FEW_PORTS = 3;
/** Kinds of groups that somebody named: they are drawn before mere networks. */
const NAMED: ReadonlySet<string> = new Set(["label", "host"]);

/**
 * Simplifies a map until it can be read: the busiest groups stand alone, all others are one group; of many arrows
 * between them, the busiest are drawn; of the ports of an arrow, those with a large share of it are named.
 */
export function sumUp(map: FlowMap): SummedUp {
  const { groups, place } = busiestGroups(map);
  const merged = mergeEdges(map.edges, place);
  const total = sum(merged);
  const edges = merged.slice(0, MOST_EDGES);
  const left = total - sum(edges);
  const notes = [
    ...(groups.length < map.groups.length
      ? [`The busiest ${groups.length - 1} of ${map.groups.length} groups stand alone.`]
      : []),
    ...(left > 0
      ? [
          `${counted(merged.length - edges.length, "thin arrow")} with ${left} of ${counted(total, "flow")} ${merged.length - edges.length === 1 ? "is" : "are"} not drawn.`,
        ]
      : []),
  ];
  return { map: { ...map, groups, edges }, note: notes.length === 0 ? undefined : notes.join(" ") };
}

/** @returns the groups to draw, and for each group the index of the one that it is drawn as */
function busiestGroups({ groups, edges }: FlowMap) {
  const traffic = new Array<number>(groups.length).fill(0);
  for (const { from, to, connections } of edges) {
    traffic[from]! += connections;
    traffic[to]! += connections;
  }
  const all = groups.map((_, index) => index);
  if (groups.length <= MOST_GROUPS + 1) return { groups, place: all };
  const busiest = new Set(
    all
      .toSorted(
        (a, b) =>
          Number(NAMED.has(groups[b]!.kind)) - Number(NAMED.has(groups[a]!.kind)) ||
          traffic[b]! - traffic[a]! ||
          a - b,
      )
      .slice(0, MOST_GROUPS),
  );
  const kept = all.filter((index) => busiest.has(index));
  const small = all.filter((index) => !busiest.has(index));
  const members = small.reduce((count, index) => count + groups[index]!.members, 0);
  const rest = { name: `${small.length} other groups`, kind: "rest", members } as const;
  return {
    groups: [...kept.map((index) => groups[index]!), rest],
    place: all.map((index) => (busiest.has(index) ? kept.indexOf(index) : kept.length)),
  };
}

function mergeEdges(edges: readonly FlowMapEdge[], place: readonly number[]): FlowMapEdge[] {
  const merged = new Map<string, { from: number; to: number; services: Map<string, FlowMapService> }>();
  for (const edge of edges) {
    const [from, to] = [place[edge.from]!, place[edge.to]!];
    const known = merged.get(`${from} ${to}`) ?? { from, to, services: new Map<string, FlowMapService>() };
    merged.set(`${from} ${to}`, known);
    for (const service of edge.services) {
      const key = `${service.port}/${service.protocol}`;
      const connections = (known.services.get(key)?.connections ?? 0) + service.connections;
      known.services.set(key, { ...service, connections });
    }
  }
  return [...merged.values()]
    .map(({ from, to, services }) => {
      const sorted = [...services.values()].sort((a, b) => b.connections - a.connections || a.port - b.port);
      const connections = sum(sorted);
      const named = sorted.filter(
        (service) =>
          sorted.length <= FEW_PORTS || service.connections >= Math.max(2, connections * NAMED_SHARE),
      );
      return { from, to, services: named, otherServices: sorted.length - named.length, connections };
    })
    .sort((a, b) => b.connections - a.connections || a.from - b.from || a.to - b.to);
}

function sum(counted: readonly { readonly connections: number }[]): number {
  return counted.reduce((total, { connections }) => total + connections, 0);
}
