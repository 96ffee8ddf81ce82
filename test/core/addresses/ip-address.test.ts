import fc from "fast-check";
import { parseRange, rangeContains } from "../../../core/addresses/address-range";
import { addressFamily, canonicalAddress, specialAddress } from "../../../core/addresses/ip-address";

test.each([
  ["10.0.0.7", "10.0.0.7"],
  ["2001:DB8:0:0:0:0:0:7", "2001:db8::7"],
  ["::ffff:10.0.0.7", "::ffff:10.0.0.7"],
  ["fe80::1", "fe80::1"],
])("the address %s is written as %s", (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
});

test.each([
  "",
  "10.0.0",
  "10.0.0.256",
  "10.0.0.07",
  "10.0.0.7/24",
  "fe80::1%eth0",
  "1.2.3.4.5",
  "::1/128",
  "web01",
  " 10.0.0.7",
  "1..2.3",
  "2001:db8::\u0131",
  "2001:db8::\u0661",
  "\u0132001:db8::1",
])("'%s' is refused as an address", (text) => {
  expect(canonicalAddress(text)).toBeUndefined();
});

test("an IPv4 address is already its canonical spelling", () => {
  fc.assert(fc.property(fc.ipV4(), (address) => expect(canonicalAddress(address)).toBe(address)));
});

test("an IPv6 address gets the same canonical spelling whichever spelling it has", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const canonical = canonicalAddress(address)!;
      expect(canonicalAddress(canonical)).toBe(canonical);
      expect(canonicalAddress(address.toUpperCase())).toBe(canonical);
      expect(addressFamily(canonical)).toBe("ipv6");
    }),
  );
});

test.each([
  ["127.0.0.1", "loopback"],
  ["::1", "loopback"],
  ["169.254.1.2", "link-local"],
  ["fe80::1", "link-local"],
  ["febf::1", "link-local"],
  ["224.0.0.251", "multicast"],
  ["239.255.255.255", "multicast"],
  ["255.255.255.255", "multicast"],
  ["ff02::1", "multicast"],
  ["0.0.0.0", "unspecified"],
  ["::", "unspecified"],
])("the address %s is classified as %s", (address, kind) => {
  expect(specialAddress(address)).toBe(kind);
});

test.each(["10.0.0.7", "223.255.255.1", "240.0.0.1", "100::1", "fec0::1", "fe::1", "ff::1"])(
  "the address %s has no special class",
  (address) => {
    expect(specialAddress(address)).toBeUndefined();
  },
);

test.each([
  ["10.1.2.3/8", "10.255.255.255", "11.0.0.0"],
  ["10.0.0.5-10.0.0.9", "10.0.0.9", "10.0.0.10"],
  ["10.0.0.7", "10.0.0.7", "10.0.0.8"],
  ["0.0.0.0/0", "255.255.255.255", "::1"],
  ["2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"],
  ["2001:db8::1-2001:db8::f", "2001:db8::a", "2001:db8::10"],
])("the range %s contains %s and not %s", (text, inside, outside) => {
  const range = parseRange(text)!;
  expect([rangeContains(range, inside), rangeContains(range, outside)]).toEqual([true, false]);
});

test.each(["10.0.0.0/33", "10.0.0.9-10.0.0.5", "10.0.0.1-::1", "10.0.0.0/", "web", "::/129", "-10.0.0.1"])(
  "'%s' is refused as a range",
  (text) => {
    expect(parseRange(text)).toBeUndefined();
  },
);

test("a network contains exactly the addresses that have its prefix", () => {
  const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const bits = (octets: number[]) => octets.map((octet) => octet.toString(2).padStart(8, "0")).join("");
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 32 }), (network, other, prefix) => {
      const expected = bits(network).slice(0, prefix) === bits(other).slice(0, prefix);
      expect(rangeContains(parseRange(`${network.join(".")}/${prefix}`)!, other.join("."))).toBe(expected);
    }),
  );
});
