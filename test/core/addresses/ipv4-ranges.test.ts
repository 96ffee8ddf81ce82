import fc from "fast-check";
import { parseRange } from "../../../core/addresses/address-range";
import { partsByKind } from "../../../core/addresses/ipv4-kinds";
import {
  type Ipv4Range,
  ipv4RangeText,
  ipv4Without,
  mergedIpv4,
  overlapping,
} from "../../../core/addresses/ipv4-ranges";

const SIZE = 40;
const range = fc
  .tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const ranges = fc.array(range, { maxLength: 6 });
const EVERY = Array.from({ length: SIZE }, (_, index) => index);
const has = (some: readonly Ipv4Range[], address: number) =>
  some.some(({ first, last }) => first <= address && address <= last);

test("merging, taking away and looking up agree with looking at every address", () => {
  const one = (a: readonly Ipv4Range[], b: readonly Ipv4Range[], asked: Ipv4Range) => {
    const [merged, others] = [mergedIpv4(a), mergedIpv4(b)];
    const left = ipv4Without(merged, others);
    const all = (some: readonly Ipv4Range[]) => EVERY.filter((address) => has(some, address));
    expect(all(merged)).toEqual(all(a));
    expect(all(left)).toEqual(all(a).filter((address) => !has(b, address)));
    for (const [index, { first }] of merged.entries())
      if (index > 0) expect(first).toBeGreaterThan(merged[index - 1]!.last + 1);
    const found = merged.filter(({ first, last }) => first <= asked.last && asked.first <= last);
    expect(overlapping(merged, asked)).toEqual(found);
  };
  fc.assert(fc.property(ranges, ranges, range, one), { numRuns: 2_000 });
});

test("the parts of a range are of one kind each and cover it without a gap", () => {
  const any = fc
    .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))
    .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
  const one = (asked: Ipv4Range) => {
    const parts = partsByKind(asked);
    expect([parts[0]!.first, parts.at(-1)!.last]).toEqual([asked.first, asked.last]);
    for (const [index, { first }] of parts.entries())
      if (index > 0) expect(first).toBe(parts[index - 1]!.last + 1);
  };
  fc.assert(fc.property(any, one), { numRuns: 1_000 });
});

test.each([
  ["9.255.255.255", "public"],
  ["10.0.0.0", "private"],
  ["11.0.0.0", "public"],
  ["100.64.0.0", "private"],
  ["100.127.255.255", "private"],
  ["100.128.0.0", "public"],
  ["172.15.255.255", "public"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["0.0.0.0", "reserved"],
  ["127.0.0.1", "reserved"],
  ["169.254.169.254", "reserved"],
  ["192.0.2.1", "reserved"],
  ["198.18.0.1", "reserved"],
  ["198.51.100.1", "reserved"],
  ["203.0.113.1", "reserved"],
  ["224.0.0.1", "reserved"],
  ["255.255.255.255", "reserved"],
])("the address %s is %s", (text, kind) => {
  const { first, last } = parseRange(text)!;
  expect(partsByKind({ first: Number(first), last: Number(last) }).map((part) => part.kind)).toEqual([kind]);
});

test.each([
  ["20.0.0.0", "20.0.0.0"],
  ["20.0.0.0/30", "20.0.0.0-20.0.0.3"],
])("the range %s of rules is written %s", (text, written) => {
  const { first, last } = parseRange(text)!;
  expect(ipv4RangeText({ first: Number(first), last: Number(last) })).toBe(written);
});
