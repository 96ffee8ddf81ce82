/**
 * Bounds of intervals: the first address of one, the address after its last one, the first of the next, and so on.
 * They are sorted, and the intervals neither overlap nor touch.
 */
export type Bounds<T extends number | bigint> = readonly T[];

/** Index of the first interval that ends after this address; the number of intervals when there is none. */
function intervalAfter<T extends number | bigint>(bounds: Bounds<T>, address: T): number {
  let [low, high] = [0, bounds.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[2 * middle + 1]! <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function contains<T extends number | bigint>(bounds: Bounds<T>, address: T): boolean {
  const at = 2 * intervalAfter(bounds, address);
  return at < bounds.length && bounds[at]! <= address;
}

/** The fewest intervals with the same addresses. @param pairs first addresses and ends of intervals in any order */
export function merged<T extends number | bigint>(pairs: T[]): T[] {
  if (isMerged(pairs)) return pairs;
  const order = Array.from({ length: pairs.length / 2 }, (_, index) => 2 * index);
  order.sort((a, b) => (pairs[a]! < pairs[b]! ? -1 : pairs[a]! > pairs[b]! ? 1 : 0));
  const bounds: T[] = [];
  for (const at of order) {
    const first = pairs[at]!;
    const end = pairs[at + 1]!;
    const before = bounds.at(-1);
    if (before === undefined || first > before) bounds.push(first, end);
    else if (end > before) bounds[bounds.length - 1] = end;
  }
  return bounds;
}

function isMerged<T extends number | bigint>(pairs: readonly T[]): boolean {
  for (let at = 2; at < pairs.length; at += 2) if (pairs[at]! <= pairs[at - 1]!) return false;
  return true;
}

/** Intervals without the addresses of others. @returns `bounds` itself when nothing of it is taken away */
export function cut<T extends number | bigint>(bounds: Bounds<T>, taken: Bounds<T>): Bounds<T> {
  let left: T[] | undefined;
  for (let at = 0; at < bounds.length; at += 2) {
    let first: T = bounds[at]!;
    const end = bounds[at + 1]!;
    for (let other = 2 * intervalAfter(taken, first); first < end; other += 2) {
      const from = taken[other];
      if (from === undefined || from >= end) {
        left?.push(first, end);
        break;
      }
      left ??= bounds.slice(0, at);
      if (from > first) left.push(first, from);
      first = taken[other + 1]!;
    }
  }
  return left ?? bounds;
}
