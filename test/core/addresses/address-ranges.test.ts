import fc from "fast-check";
import { parseRange, rangeContains } from "../../../core/addresses/address-range";
import { AddressRanges } from "../../../core/addresses/address-ranges";
import { canonicalAddress } from "../../../core/addresses/ip-address";

const ipv4 = fc.nat(600).map((value) => `10.0.${value >> 8}.${value & 255}`);
const ipv6 = fc.nat(600).map((value) => canonicalAddress(`2001:db8::${value.toString(16)}`)!);
const edges = fc.constantFrom("0.0.0.0", "255.255.255.255", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
const range = fc.oneof(
  ipv4,
  ipv6,
  edges,
  fc.tuple(ipv4, fc.integer({ min: 22, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(ipv6, fc.integer({ min: 118, max: 128 })).map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(ipv4, ipv4).map(([one, other]) => (parseRange(`${one}-${other}`) ? `${one}-${other}` : one)),
  fc.constantFrom("0.0.0.0/0", "::/0", "10.0.0.0/8"),
);

test("an address is in a set of ranges when it is in one of them", () => {
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 30 }),
      fc.array(fc.oneof(ipv4, ipv6, edges), { minLength: 1, maxLength: 40 }),
      (texts, addresses) => {
        const ranges = texts.map((text) => parseRange(text)!);
        const set = new AddressRanges(ranges);
        for (const address of addresses)
          expect(set.contains(address)).toBe(ranges.some((one) => rangeContains(one, address)));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a set of ranges joins neighbours and overlaps into one interval", () => {
  const texts = ["10.0.0.0/25", "10.0.0.128/25", "10.0.0.5-10.0.1.0", "10.0.0.7", "10.0.1.2"];
  expect(new AddressRanges(texts.map((text) => parseRange(text)!)).size).toBe(2);
});
