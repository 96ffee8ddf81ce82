import { parseRange } from "./address-range";
import { commonIpv4, type Ipv4Range, overlapping } from "./ipv4-ranges";

/**
 * `private`: RFC 1918 and the addresses of carrier-grade NAT (RFC 6598), which networks use inside. `reserved`: addresses
 * from which nobody comes over the internet.
 *
 * @see IANA IPv4 Special-Purpose Address Registry; RFC 5771; RFC 1112 section 4
 */
export type Ipv4Kind = "public" | "private" | "reserved";

const PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];
const RESERVED = [
  "0.0.0.0/8", // this network
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // relay of 6to4, deprecated
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // future use, and limited broadcast
];
const DOCUMENTATION = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].map(rangeOf);

interface KindRange extends Ipv4Range {
  readonly kind: Ipv4Kind;
}

/** All addresses, by their kind, in order. */
const KINDS: readonly KindRange[] = withPublic(
  [
    ...PRIVATE.map((text) => ({ ...rangeOf(text), kind: "private" as const })),
    ...RESERVED.map((text) => ({ ...rangeOf(text), kind: "reserved" as const })),
  ].sort((a, b) => a.first - b.first),
);

/** The parts of a range, each of one kind, in order. */
export function partsByKind(range: Ipv4Range): KindRange[] {
  return overlapping(KINDS, range).map((one) => ({ ...commonIpv4(one, range), kind: one.kind }));
}

/** Whether all addresses of a range are for documentation (RFC 5737). */
export function isDocumentation({ first, last }: Ipv4Range): boolean {
  return DOCUMENTATION.some((one) => one.first <= first && last <= one.last);
}

function withPublic(others: readonly KindRange[]): KindRange[] {
  const all: KindRange[] = [];
  let next = 0;
  for (const other of others) {
    if (other.first > next) all.push({ first: next, last: other.first - 1, kind: "public" });
    all.push(other);
    next = other.last + 1;
  }
  return all;
}

function rangeOf(text: string): Ipv4Range {
  const { first, last } = parseRange(text)!;
  return { first: Number(first), last: Number(last) };
}
