import { type AddressRange, parseRange, rangeContains } from "../../core/addresses/address-range";
import { ipv4Number } from "../../core/addresses/ipv4";
import type { AddressGroup, Grouping } from "./grouping";

/** Greatest number of networks on a map; where networks of /24 would be more, wider ones are drawn. */
const MOST_NETWORKS = 24;
const WIDTHS = [24, 20, 16, 12, 8];

/** Private addresses (RFC 1918, RFC 6598, RFC 4193, link-local). */
const PRIVATE: readonly AddressRange[] = [
  ..."10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 169.254.0.0/16 fc00::/7 fe80::/10".split(" "),
].map((text) => parseRange(text)!);

/**
 * Groups private addresses by network, as narrow as the limit of networks allows, and all others as public.
 *
 * @param addresses every address of the map
 */
export function byNetwork(addresses: Iterable<string>): Grouping {
  const own = [...addresses].filter(isPrivate);
  const width =
    WIDTHS.find((bits) => new Set(own.map((address) => networkOf(address, bits))).size <= MOST_NETWORKS) ??
    WIDTHS.at(-1)!;
  return { by: "network", groupOf: (address) => groupOf(address, width) };
}

function groupOf(address: string, width: number): AddressGroup {
  if (!isPrivate(address))
    return { id: "public", name: "public addresses", kind: "unknown", member: address };
  const network = networkOf(address, width);
  return { id: network, name: network, kind: "network", member: address };
}

function isPrivate(address: string): boolean {
  return PRIVATE.some((range) => rangeContains(range, address));
}

/** The network that holds an address: of this width, or /48 where it is IPv6. */
function networkOf(address: string, width: number): string {
  const number = ipv4Number(address);
  if (number === undefined) return `${ipv6Groups(address).slice(0, 3).join(":")}::/48`;
  const first = Math.floor(number / 2 ** (32 - width)) * 2 ** (32 - width);
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${width}`;
}

/** The eight groups of a canonical IPv6 address. */
function ipv6Groups(address: string): string[] {
  const [before = "", after] = address.split("::");
  const start = before === "" ? [] : before.split(":");
  const end = after === undefined || after === "" ? [] : after.split(":");
  const gap = after === undefined ? 0 : Math.max(8 - start.length - end.length, 0);
  return [...start, ...Array.from({ length: gap }, () => "0"), ...end];
}
