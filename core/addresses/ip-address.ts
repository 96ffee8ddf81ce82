import { ipv6Text, readIpv6 } from "./ipv6";

export type AddressFamily = "ipv4" | "ipv6";

const groups = new Uint16Array(8);

/**
 * One spelling for each address: an IPv4 address as four decimal numbers, an IPv6 address as RFC 5952 has it.
 *
 * @returns undefined when the text is no address. Leading zeros, zones and prefix lengths are none.
 */
export function canonicalAddress(text: string): string | undefined {
  if (text.includes(":")) {
    const bytes = Buffer.from(text, "latin1");
    groups.fill(0);
    return readIpv6(bytes, 0, groups) === bytes.length ? ipv6Text(groups) : undefined;
  }
  return ipv4Number(text) === undefined ? undefined : text;
}

export function addressFamily(canonical: string): AddressFamily {
  return canonical.includes(":") ? "ipv6" : "ipv4";
}

/** The 32 bits of an IPv4 address; undefined when the text is none. */
export function ipv4Number(text: string): number | undefined {
  let value = 0;
  let octet = -1;
  let dots = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return undefined;
      value = value * 256 + octet;
      octet = -1;
      digits = 0;
      continue;
    }
    if (code < 48 || code > 57 || (digits > 0 && octet === 0)) return undefined;
    octet = Math.max(octet, 0) * 10 + (code - 48);
    digits += 1;
    if (octet > 255) return undefined;
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined;
}

/** The 128 bits of an IPv6 address; undefined when the text is none. */
export function ipv6Number(text: string): bigint | undefined {
  const bytes = Buffer.from(text, "latin1");
  const parts = new Uint16Array(8);
  if (readIpv6(bytes, 0, parts) !== bytes.length) return undefined;
  return parts.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** What no firewall should have in a group, however it came into a workload. */
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
