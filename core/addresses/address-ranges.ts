import { type AddressRange, parseRange } from "./address-range";
import { type AddressSet, addressSet } from "./address-set";
import { contains } from "./bounds";

/** A set of address ranges. They are sorted and merged once, so that a lookup is a binary search. */
export class AddressRanges {
  private readonly set: AddressSet;

  constructor(ranges: readonly AddressRange[]) {
    this.set = addressSet(ranges);
  }

  /** Intervals after merging. */
  get size(): number {
    return (this.set.v4.length + this.set.v6.length) / 2;
  }

  /** @param canonical as `canonicalAddress` writes it */
  contains(canonical: string): boolean {
    if (this.size === 0) return false;
    const address = parseRange(canonical);
    if (address === undefined) return false;
    return address.family === "ipv4"
      ? contains(this.set.v4, Number(address.first))
      : contains(this.set.v6, address.first);
  }
}
