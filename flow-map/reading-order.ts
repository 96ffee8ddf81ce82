import type { FlowMapEdge } from "./flow-map";

/**
 * Orders groups from clients to servers, so that most of the traffic points one way.
 *
 * Takes away, again and again, a group that nothing points to or that points to nothing; in a circle, the one that
 * sends most beyond what it receives (the greedy heuristic of Eades, Lin and Smyth, with traffic as weight).
 *
 * @returns every group's index, in order
 */
export function readingOrder(groups: number, edges: readonly FlowMapEdge[]): number[] {
  const left = new Set(Array.from({ length: groups }, (_, index) => index));
  const between = edges.filter(({ from, to }) => from !== to);
  const start: number[] = [];
  const end: number[] = [];
  while (left.size > 0) {
    const sent = new Map<number, number>();
    const received = new Map<number, number>();
    for (const { from, to, connections } of between) {
      if (!left.has(from) || !left.has(to)) continue;
      sent.set(from, (sent.get(from) ?? 0) + connections);
      received.set(to, (received.get(to) ?? 0) + connections);
    }
    const surplus = (group: number): number => (sent.get(group) ?? 0) - (received.get(group) ?? 0);
    const sink = [...left].find((group) => !sent.has(group) && received.has(group));
    const source = [...left].find((group) => !received.has(group));
    const next =
      sink ?? source ?? [...left].reduce((best, group) => (surplus(group) > surplus(best) ? group : best));
    left.delete(next);
    if (next === sink) end.unshift(next);
    else start.push(next);
  }
  return [...start, ...end];
}
