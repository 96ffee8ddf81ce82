import type { PortRange } from "./answer";

/** Protocol number of a service that is for every protocol. */
export const EVERY_PROTOCOL = -1;

/** Sorted by protocol and port; ranges that overlap or touch are one. */
export function mergedPorts(ranges: Iterable<PortRange>): PortRange[] {
  const sorted = [...ranges].sort((a, b) => a.protocol - b.protocol || a.first - b.first);
  const merged: PortRange[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before === undefined || before.protocol !== range.protocol || range.first > before.last + 1)
      merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
  }
  return merged;
}

/** The part of the ports that were asked for which a service has. */
export function portsWithin(service: readonly PortRange[], asked: readonly PortRange[]): PortRange[] {
  const found: PortRange[] = [];
  for (const { protocol, first, last } of service)
    for (const one of asked) {
      if (protocol !== EVERY_PROTOCOL && protocol !== one.protocol) continue;
      const [from, to] = [Math.max(first, one.first), Math.min(last, one.last)];
      if (from <= to) found.push({ protocol: one.protocol, first: from, last: to });
    }
  return mergedPorts(found);
}

/** The part of some ports that is in none of the others. */
export function portsWithout(ports: readonly PortRange[], taken: readonly PortRange[]): PortRange[] {
  let left = [...ports];
  for (const { protocol, first, last } of taken)
    left = left.flatMap((range) => {
      if (range.protocol !== protocol || last < range.first || first > range.last) return [range];
      return [
        ...(range.first < first ? [{ ...range, last: first - 1 }] : []),
        ...(last < range.last ? [{ ...range, first: last + 1 }] : []),
      ];
    });
  return left;
}

/** Cuts ports into ranges of which each lies whole within every one of the ranges that it shares a port with. */
export function portSegments(ranges: readonly PortRange[]): PortRange[] {
  return mergedPorts(ranges).flatMap(({ protocol, first, last }) => {
    const starts = new Set([first]);
    for (const range of ranges) {
      if (range.protocol !== protocol) continue;
      if (range.first > first && range.first <= last) starts.add(range.first);
      if (range.last >= first && range.last < last) starts.add(range.last + 1);
    }
    const sorted = [...starts].sort((a, b) => a - b);
    return sorted.map((start, at) => ({ protocol, first: start, last: (sorted[at + 1] ?? last + 1) - 1 }));
  });
}
