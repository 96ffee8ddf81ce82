import { type Bounds, cut, merged } from "./bounds";

/** IPv4 addresses as 32-bit numbers, both ends included. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** The text of an address that is a 32-bit number. */
export function ipv4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** `20.0.0.1`, or `20.0.0.1-20.0.0.9` for more than one address. */
export function ipv4RangeText({ first, last }: Ipv4Range): string {
  return first === last ? ipv4Text(first) : `${ipv4Text(first)}-${ipv4Text(last)}`;
}

/** How many addresses a range has. */
export function ipv4Count({ first, last }: Ipv4Range): number {
  return last - first + 1;
}

/** The fewest ranges with the same addresses, sorted. */
export function mergedIpv4(ranges: Iterable<Ipv4Range>): Ipv4Range[] {
  return rangesIn(merged(boundsOf(ranges)));
}

/**
 * The ranges without the addresses of others.
 *
 * @param ranges sorted and merged
 * @param others sorted and merged
 */
export function ipv4Without(ranges: readonly Ipv4Range[], others: readonly Ipv4Range[]): Ipv4Range[] {
  return rangesIn(cut(boundsOf(ranges), boundsOf(others)));
}

function boundsOf(ranges: Iterable<Ipv4Range>): number[] {
  const bounds: number[] = [];
  for (const { first, last } of ranges) bounds.push(first, last + 1);
  return bounds;
}

function rangesIn(bounds: Bounds<number>): Ipv4Range[] {
  const ranges: Ipv4Range[] = [];
  for (let at = 0; at < bounds.length; at += 2)
    ranges.push({ first: bounds[at]!, last: bounds[at + 1]! - 1 });
  return ranges;
}

/**
 * Those of the ranges that have an address in common with a range.
 *
 * @param ranges sorted and merged
 */
export function overlapping<Range extends Ipv4Range>(ranges: readonly Range[], range: Ipv4Range): Range[] {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.last < range.first) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < ranges.length && ranges[end]!.first <= range.last) end++;
  return ranges.slice(low, end);
}

/** The addresses that two ranges have in common; they have at least one. */
export function commonIpv4(a: Ipv4Range, b: Ipv4Range): Ipv4Range {
  return { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
}
