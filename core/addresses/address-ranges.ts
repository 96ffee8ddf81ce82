import { type AddressRange, parseRange } from "./address-range";
import { type AddressFamily, addressFamily } from "./ip-address";

interface Interval {
  readonly first: bigint;
  last: bigint;
}

/** A set of address ranges. They are sorted and merged once, so that a lookup is a binary search. */
export class AddressRanges {
  private readonly families: Readonly<Record<AddressFamily, readonly Interval[]>>;

  constructor(ranges: readonly AddressRange[]) {
    const of = (family: AddressFamily) => merged(ranges.filter((range) => range.family === family));
    this.families = { ipv4: of("ipv4"), ipv6: of("ipv6") };
  }

  /** Intervals after merging. */
  get size(): number {
    return this.families.ipv4.length + this.families.ipv6.length;
  }

  /** @param canonical as `canonicalAddress` writes it */
  contains(canonical: string): boolean {
    const intervals = this.families[addressFamily(canonical)];
    if (intervals.length === 0) return false;
    const address = parseRange(canonical)?.first;
    if (address === undefined) return false;
    let [low, high] = [0, intervals.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (intervals[middle]!.last < address) low = middle + 1;
      else high = middle;
    }
    return low < intervals.length && intervals[low]!.first <= address;
  }
}

function merged(ranges: readonly AddressRange[]): Interval[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const intervals: Interval[] = [];
  for (const { first, last } of sorted) {
    const before = intervals.at(-1);
    if (before === undefined || first > before.last + 1n) intervals.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return intervals;
}
