import type { AddressRange } from "./address-range";
import { type Bounds, cut, merged } from "./bounds";

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
