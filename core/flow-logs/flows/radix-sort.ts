/** Bits that one pass sorts by: the counters of their values still fit the processor's cache. */
const BITS = 11;
const VALUES = 1 << BITS;

/**
 * The order of items by numbers that they have, without an object or a call for each comparison.
 *
 * @param keys columns of 32-bit numbers, the most significant first
 * @returns places of the items, ascending by their numbers
 */
export function radixSort(keys: readonly Uint32Array[], count: number): Uint32Array {
  let order = new Uint32Array(count);
  for (let place = 0; place < count; place++) order[place] = place;
  let next = new Uint32Array(count);
  for (const column of keys.toReversed()) {
    for (let shift = 0; shift < 32; shift += BITS) {
      const starts = startsOfValues(column, shift, count);
      if (starts === undefined) continue;
      for (let at = 0; at < count; at++) {
        const place = order[at]!;
        next[starts[(column[place]! >>> shift) & (VALUES - 1)]!++] = place;
      }
      [order, next] = [next, order];
    }
  }
  return order;
}

/** Where each value of some bits begins in the order; undefined when all items have the same. */
function startsOfValues(column: Uint32Array, shift: number, count: number): Uint32Array | undefined {
  const starts = new Uint32Array(VALUES);
  for (let place = 0; place < count; place++) starts[(column[place]! >>> shift) & (VALUES - 1)]!++;
  let start = 0;
  for (const [value, size] of starts.entries()) {
    if (size === count) return undefined;
    starts[value] = start;
    start += size;
  }
  return starts;
}
