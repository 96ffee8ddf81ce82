import { isIPv6 } from "node:net";
import fc from "fast-check";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import { ipv6Text, readIpv6 } from "../../../core/addresses/ipv6";

/** Canonical text, or undefined when the whole text is no address. */
function canonical(text: string): string | undefined {
  const bytes = Buffer.from(text);
  const groups = new Uint16Array(8);
  return readIpv6(bytes, 0, groups) === bytes.length ? ipv6Text(groups) : undefined;
}

test.each([
  ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["::1", "::1"],
  ["1::", "1::"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::ffff:192.0.2.33", "::ffff:192.0.2.33"],
  ["::FFFF:c000:0221", "::ffff:192.0.2.33"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
])("the IPv6 reader writes %s as %s", (text, expected) => {
  expect(canonical(text)).toBe(expected);
});

test.each([
  "",
  ":",
  ":::",
  "1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2::3",
  "12345::",
  "g::",
  "1:2:3:4:5:6:7:",
  ":1:2:3:4:5:6:7",
  "::1.2.3",
  "::1.2.3.256",
  "1:2:3:4:5:6:7:1.2.3.4",
  "1.2.3.4",
  "::1.2.3.4:5",
  "::ffff:010.0.0.1",
  "::1.2.3.04",
])("the IPv6 reader refuses %j", (text) => {
  expect(canonical(text)).toBeUndefined();
});

test("the IPv6 reader accepts exactly the texts that Node.js accepts", () => {
  const parts = fc.constantFrom("", "0", "1", "00ab", "ffff", "12345", "1.2.3.4", "1.2.3", "1.02.3.4", "x");
  const texts = fc.array(parts, { minLength: 1, maxLength: 10 }).map((list) => list.join(":"));
  fc.assert(
    fc.property(texts, (text) => {
      expect(canonical(text) !== undefined).toBe(isIPv6(text));
    }),
    { numRuns: 3000 },
  );
});

test("the IPv6 reader writes every address as the URL standard does", () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const written = canonical(text)!;
      expect(new URL(`http://[${written}]`).hostname).toBe(new URL(`http://[${text}]`).hostname);
      if (!written.includes(".")) expect(`[${written}]`).toBe(new URL(`http://[${text}]`).hostname);
    }),
    { numRuns: 1000 },
  );
});

test("a text with a very long tail of digits is refused as an address", () => {
  expect(canonicalAddress(`::1.${"1".repeat(1_000_000)}`)).toBeUndefined();
});
