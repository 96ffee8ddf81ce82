import fc from "fast-check";
import { claimMark, readAnyClaim } from "../../../core/reconcile/claim";
import { ipRuleName, markerName, networkRuleName, rangeOfName, subjectOf } from "../../../core/sql-firewall";
import {
  isNetworkRuleName,
  LONGEST_NETWORK_RULE_NAME,
  LONGEST_PREFIX,
  LONGEST_RULE_NAME,
} from "../../../core/sql-firewall/rule-names";
import { anyCharacter } from "../../support/any-character";
import { SUBNET } from "./worlds";

const prefix = fc.constantFrom("illumio-iac", "a", "p".repeat(LONGEST_PREFIX));
const name = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 70 }),
  fc.constantFrom(
    "Orders",
    "orders",
    "orders.db",
    "orders_db",
    "_2e",
    "orders__db",
    "1.2.3.4-5.6.7.8",
    "x".repeat(200),
  ),
);
const range = fc
  .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));

test("names of any declaration fit, have plain characters only, and tell their range", () => {
  const one = (named: { prefix: string; name: string }, wanted: { first: number; last: number }) => {
    const subject = subjectOf(named);
    const [ip, network] = [ipRuleName(subject, wanted), networkRuleName(subject, SUBNET)];
    expect(ip).toMatch(/^[a-z][a-z0-9-]*\.[a-z0-9_-]*\.[0-9.]+-[0-9.]+$/);
    expect(ip.length).toBeLessThanOrEqual(LONGEST_RULE_NAME);
    expect(rangeOfName(subject, ip)).toEqual(wanted);
    expect(network).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
    expect(network.length).toBeLessThanOrEqual(LONGEST_NETWORK_RULE_NAME);
    expect(isNetworkRuleName(subject, network)).toBe(true);
    const marker = markerName({ ...named, owner: "acme/shop", revision: "0123456789abcdef" }, "00c0ffee");
    expect(marker.length).toBeLessThanOrEqual(LONGEST_RULE_NAME);
    expect(readAnyClaim(marker)?.subject).toBe(subject);
    expect([rangeOfName(subject, marker), readAnyClaim(ip)]).toEqual([undefined, undefined]);
  };
  fc.assert(fc.property(fc.record({ prefix, name }), range, one), { numRuns: 2_000 });
});

test("two declarations never share a name, not even where upper and lower case count as equal", () => {
  const one = (
    a: { prefix: string; name: string },
    b: { prefix: string; name: string },
    both: { first: number; last: number },
  ) => {
    const isSame = a.prefix === b.prefix && a.name === b.name;
    const [first, second] = [subjectOf(a), subjectOf(b)];
    expect(first.toLowerCase() === second.toLowerCase()).toBe(isSame);
    expect(rangeOfName(first, ipRuleName(second, both)) !== undefined).toBe(isSame);
    expect(isNetworkRuleName(first, networkRuleName(second, SUBNET))).toBe(isSame);
  };
  const named = fc.record({ prefix, name });
  fc.assert(fc.property(named, named, range, one), { numRuns: 5_000 });
});

test.each([
  "illumio-iac.orders.20.0.0.1",
  "illumio-iac.orders.20.0.0.0/24",
  "illumio-iac.orders.20.0.0.9-20.0.0.1",
  "illumio-iac.orders.20.0.0.1-20.0.0.300",
  "illumio-iac.orders.20.0.0.1-20.0.0.9 ",
  "illumio-iac.orders.20.0.0.1 - 20.0.0.9",
  "illumio-iac.orders.020.0.0.1-20.0.0.9",
  "ILLUMIO-IAC.orders.20.0.0.1-20.0.0.9",
  "illumio-iac.orders2.20.0.0.1-20.0.0.9",
  "illumio-iac.orders.::1-::2",
  "illumio-iac.orders.notes",
  "AllowAllWindowsAzureIps",
])("a rule named '%s' is not of the declaration orders", (text) => {
  expect(rangeOfName("illumio-iac.orders", text)).toBeUndefined();
});

test("one subnet has one name, whatever the case of its id", () => {
  const subject = subjectOf({ prefix: "illumio-iac", name: "orders" });
  expect(networkRuleName(subject, SUBNET.toUpperCase())).toBe(networkRuleName(subject, SUBNET));
  expect(networkRuleName(subject, `${SUBNET}2`)).not.toBe(networkRuleName(subject, SUBNET));
  expect(claimMark({ subject, owner: "a", revision: "b" })).toMatch(/^illumio-iac\.orders\.rev\./);
});
