import fc from "fast-check";
import { type AddressRange, parseRange } from "../../../core/addresses/address-range";
import { rangeText } from "../../../core/addresses/range-text";

test.each([
  "10.0.0.1",
  "10.0.0.0/31",
  "0.0.0.0/0",
  "10.0.0.1-10.0.0.2",
  "2001:db8::1",
  "2001:db8::/64",
  "::/0",
  "::1-::4",
])("the range %s is written as that", (text) => {
  expect(rangeText(parseRange(text)!)).toBe(text);
});

test("a range is read as what it was written of", () => {
  const number = fc.bigInt({ min: 0n, max: 0xffff_ffffn });
  fc.assert(
    fc.property(number, number, fc.constantFrom("ipv4" as const, "ipv6" as const), (a, b, family) => {
      const shift = family === "ipv4" ? 0n : 96n;
      const [first, last] = a < b ? [a << shift, b << shift] : [b << shift, a << shift];
      const range: AddressRange = { family, first, last };
      expect(parseRange(rangeText(range))).toEqual(range);
    }),
    { numRuns: 1_000 },
  );
});
