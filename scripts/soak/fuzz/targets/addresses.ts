import { parseRange, rangeContains } from "../../../../core/addresses/address-range";
import {
  addressFamily,
  canonicalAddress,
  ipv6Number,
  specialAddress,
} from "../../../../core/addresses/ip-address";
import { ipv4Number } from "../../../../core/addresses/ipv4";
import { type FuzzTarget, mustHold } from "../fuzz-target";

/** Addresses, networks and ranges: all readers agree. */
export const addresses: FuzzTarget = {
  name: "addresses",
  seeds: [
    "10.1.4.20",
    "2001:db8::1",
    "::ffff:10.1.2.3",
    "1:2:3:4:5:6:7:8",
    "10.0.0.0/8",
    "10.0.0.1-10.0.0.9",
    "2001:db8::/32",
    "fe80::1%eth0",
    "010.1.1.1",
  ],
  words: [".", ":", "::", "/", "-", "0", "00", "255", "256", "ffff", "ffffff", "%", "/129", "/33"],
  weight: 5,
  open: () => ({
    read: (input) => {
      const text = input.toString();
      const canonical = canonicalAddress(text);
      const range = parseRange(text);
      if (canonical !== undefined) {
        const number = addressFamily(canonical) === "ipv4" ? ipv4Number(canonical) : ipv6Number(canonical);
        mustHold(canonicalAddress(canonical) === canonical, () => `${canonical} is written anew`);
        mustHold(number !== undefined, () => `${canonical} has no number`);
        mustHold(
          range !== undefined && rangeContains(range, canonical),
          () => `${canonical} is not in itself`,
        );
        specialAddress(canonical);
      }
      mustHold(range === undefined || range.first <= range.last, () => "a range ends before it begins");
      mustHold(
        canonical !== undefined || range === undefined || /[-/]/.test(text),
        () => `${text} is a range of one address, but no address`,
      );
    },
  }),
};
