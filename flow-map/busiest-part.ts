import type { FlowMap } from "./flow-map";

const MOST_GROUPS = 30;
const MOST_EDGES = 120;

/** What still makes a readable picture of a large map: the busiest arrows between the busiest groups. */
export function busiestPart(map: FlowMap): { map: FlowMap; note: string | undefined } {
  const traffic = new Array<number>(map.groups.length).fill(0);
  for (const { from, to, connections } of map.edges) {
    traffic[from]! += connections;
    traffic[to]! += connections;
  }
  const kept = map.groups
    .map((_, index) => index)
    .sort((a, b) => traffic[b]! - traffic[a]! || a - b)
    .slice(0, MOST_GROUPS)
    .sort((a, b) => a - b);
  const place = new Map(kept.map((old, index) => [old, index]));
  const edges = map.edges
    .filter(({ from, to }) => place.has(from) && place.has(to))
    .slice(0, MOST_EDGES)
    .map((edge) => ({ ...edge, from: place.get(edge.from)!, to: place.get(edge.to)! }));
  const complete = kept.length === map.groups.length && edges.length === map.edges.length;
  return {
    map: { ...map, groups: kept.map((index) => map.groups[index]!), edges },
    note: complete
      ? undefined
      : `The busiest ${kept.length} of ${map.groups.length} groups and ${edges.length} of ${map.edges.length} connections between them`,
  };
}
