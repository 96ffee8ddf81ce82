import type { AddressRange } from "./address-range";

/**
 * Bounds of intervals: the first address of one, the address after its last one, the first of the next, and so on.
 * They are sorted, and the intervals neither overlap nor touch.
 */
export type Bounds<T extends number | bigint> = readonly T[];

/** A set of addresses. IPv4 addresses are numbers, with which a computer is far faster than with bigints. */
export interface AddressSet {
  readonly v4: Bounds<number>;
  readonly v6: Bounds<bigint>;
}

export const NO_ADDRESSES: AddressSet = { v4: [], v6: [] };

export function addressSet(ranges: Iterable<AddressRange>): AddressSet {
  const v4: number[] = [];
  const v6: bigint[] = [];
  for (const { family, first, last } of ranges) {
    if (family === "ipv4") v4.push(Number(first), Number(last) + 1);
    else v6.push(first, last + 1n);
  }
  return { v4: merged(v4), v6: merged(v6) };
}

/** The ranges of a set, sorted, IPv4 before IPv6. */
export function addressRanges({ v4, v6 }: AddressSet): AddressRange[] {
  const ranges: AddressRange[] = [];
  for (let at = 0; at < v4.length; at += 2)
    ranges.push({ family: "ipv4", first: BigInt(v4[at]!), last: BigInt(v4[at + 1]! - 1) });
  for (let at = 0; at < v6.length; at += 2)
    ranges.push({ family: "ipv6", first: v6[at]!, last: v6[at + 1]! - 1n });
  return ranges;
}

export function isEmpty({ v4, v6 }: AddressSet): boolean {
  return v4.length === 0 && v6.length === 0;
}

export function union(sets: Iterable<AddressSet>): AddressSet {
  const v4: number[] = [];
  const v6: bigint[] = [];
  for (const set of sets) {
    for (const bound of set.v4) v4.push(bound);
    for (const bound of set.v6) v6.push(bound);
  }
  return { v4: merged(v4), v6: merged(v6) };
}

/** @returns `set` itself when nothing of it is taken away */
export function without(set: AddressSet, taken: AddressSet): AddressSet {
  const v4 = cut(set.v4, taken.v4);
  const v6 = cut(set.v6, taken.v6);
  return v4 === set.v4 && v6 === set.v6 ? set : { v4, v6 };
}

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

/** @param pairs first addresses and ends of intervals in any order */
function merged<T extends number | bigint>(pairs: T[]): T[] {
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

function cut<T extends number | bigint>(bounds: Bounds<T>, taken: Bounds<T>): Bounds<T> {
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
