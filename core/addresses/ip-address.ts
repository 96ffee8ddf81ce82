import { ipv4Number } from "./ipv4";
import { ipv6Text, readIpv6 } from "./ipv6";

export const AddressFamily = { Ipv4: "ipv4", Ipv6: "ipv6" } as const;
export type AddressFamily = (typeof AddressFamily)[keyof typeof AddressFamily];

const groups = new Uint16Array(8);

/**
 * The canonical text of an address: four decimal numbers for IPv4, the form of RFC 5952 for IPv6.
 *
 * @returns undefined when the text is no address. Leading zeros in IPv4, zones and prefix lengths are refused.
 */
export function canonicalAddress(text: string): string | undefined {
  if (text.includes(":")) {
    const bytes = Buffer.from(text);
    groups.fill(0);
    return readIpv6(bytes, 0, groups) === bytes.length ? ipv6Text(groups) : undefined;
  }
  return ipv4Number(text) === undefined ? undefined : text;
}

export function addressFamily(canonical: string): AddressFamily {
  return canonical.includes(":") ? "ipv6" : "ipv4";
}

/** The 128 bits of an IPv6 address; undefined when the text is none. */
export function ipv6Number(text: string): bigint | undefined {
  const bytes = Buffer.from(text);
  const parts = new Uint16Array(8);
  if (readIpv6(bytes, 0, parts) !== bytes.length) return undefined;
  return parts.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** Kinds of addresses that must not be members of a group on a firewall, even when a workload has one. */
export type SpecialAddress = "unspecified" | "loopback" | "link-local" | "multicast";

/**
 * @param canonical as `canonicalAddress` writes it
 * @returns undefined for an ordinary address. The limited broadcast address counts as multicast.
 * @see RFC 6890
 */
export function specialAddress(canonical: string): SpecialAddress | undefined {
  return canonical.includes(":") ? specialIpv6(canonical) : specialIpv4(canonical);
}

function specialIpv4(address: string): SpecialAddress | undefined {
  if (address.startsWith("127.")) return "loopback";
  if (address.startsWith("169.254.")) return "link-local";
  if (address.startsWith("0.")) return "unspecified";
  const first = Number(address.slice(0, address.indexOf(".")));
  return (first >= 224 && first <= 239) || address === "255.255.255.255" ? "multicast" : undefined;
}

function specialIpv6(address: string): SpecialAddress | undefined {
  if (address === "::") return "unspecified";
  if (address === "::1") return "loopback";
  if (/^fe[89ab]/.test(address) && address.indexOf(":") === 4) return "link-local";
  return address.startsWith("ff") && address.indexOf(":") === 4 ? "multicast" : undefined;
}
