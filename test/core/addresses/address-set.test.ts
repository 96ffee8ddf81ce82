import fc from "fast-check";
import type { AddressRange } from "../../../core/addresses/address-range";
import {
  addressRanges,
  addressSet,
  isEmpty,
  NO_ADDRESSES,
  union,
  without,
} from "../../../core/addresses/address-set";
import { contains } from "../../../core/addresses/bounds";

const LAST_V6 = (1n << 128n) - 1n;

const range = (family: AddressRange["family"], first: bigint, last = first): AddressRange => ({
  family,
  first,
  last,
});

test("ranges that overlap or touch are one, IPv4 before IPv6", () => {
  const set = addressSet([
    range("ipv6", 4n, 5n),
    range("ipv4", 9n),
    range("ipv4", 1n, 4n),
    range("ipv4", 3n, 8n),
    range("ipv4", 11n),
  ]);
  expect(addressRanges(set)).toEqual([range("ipv4", 1n, 9n), range("ipv4", 11n), range("ipv6", 4n, 5n)]);
});

test("the first and the last address of a family are in a set", () => {
  const all = [range("ipv4", 0n, 0xffff_ffffn), range("ipv6", 0n, LAST_V6)];
  const set = addressSet(all);
  expect(addressRanges(set)).toEqual(all);
  expect(contains(set.v4, 0xffff_ffff)).toBe(true);
  expect(contains(set.v6, LAST_V6)).toBe(true);
  expect(addressRanges(without(set, addressSet([range("ipv4", 0xffff_ffffn), range("ipv6", 0n)])))).toEqual([
    range("ipv4", 0n, 0xffff_fffen),
    range("ipv6", 1n, LAST_V6),
  ]);
});

test("a set is the same object when nothing is taken out of it", () => {
  const set = addressSet([range("ipv4", 1n, 3n), range("ipv6", 7n)]);
  expect(without(set, addressSet([range("ipv4", 4n, 9n), range("ipv6", 1n, 3n)]))).toBe(set);
  expect(without(set, NO_ADDRESSES)).toBe(set);
});

test("sets hold what sets of single addresses hold", () => {
  const some = fc.array(
    fc
      .tuple(fc.constantFrom("ipv4" as const, "ipv6" as const), fc.nat(19), fc.nat(6))
      .map(([family, first, more]) => range(family, BigInt(first), BigInt(first + more))),
    { maxLength: 6 },
  );
  const ADDRESSES = Array.from({ length: 30 }, (_, address) => address);
  const members = (ranges: readonly AddressRange[], family: AddressRange["family"]) =>
    ADDRESSES.filter((address) =>
      ranges.some((one) => one.family === family && one.first <= address && address <= one.last),
    );
  fc.assert(
    fc.property(some, some, (one, other) => {
      const [a, b] = [addressSet(one), addressSet(other)];
      for (const family of ["ipv4", "ipv6"] as const) {
        const [mine, theirs] = [members(one, family), members(other, family)];
        const held =
          family === "ipv4"
            ? ADDRESSES.filter((at) => contains(a.v4, at))
            : ADDRESSES.filter((at) => contains(a.v6, BigInt(at)));
        expect(held).toEqual(mine);
        expect(members(addressRanges(union([a, b])), family)).toEqual(
          ADDRESSES.filter((at) => mine.includes(at) || theirs.includes(at)),
        );
        expect(members(addressRanges(without(a, b)), family)).toEqual(
          mine.filter((at) => !theirs.includes(at)),
        );
      }
      for (const set of [a, union([a, b]), without(a, b)]) {
        expect(addressSet(addressRanges(set))).toEqual(set);
        expect(isEmpty(set)).toBe(addressRanges(set).length === 0);
      }
    }),
    { numRuns: 1_000 },
  );
});
