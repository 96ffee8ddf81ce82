import type { AddressRange } from "./address-range";
import { ipv6Text } from "./ipv6";

/**
 * A range as a person writes it: an address, a network where the range is one, or the first and the last address with a
 * dash between. `parseRange` reads all of them.
 */
export function rangeText({ family, first, last }: AddressRange): string {
  const text = family === "ipv4" ? ipv4 : ipv6;
  if (first === last) return text(first);
  const size = last - first + 1n;
  const isNetwork = (size & (size - 1n)) === 0n && first % size === 0n;
  if (!isNetwork) return `${text(first)}-${text(last)}`;
  const bits = family === "ipv4" ? 32 : 128;
  return `${text(first)}/${bits - (size.toString(2).length - 1)}`;
}

function ipv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");
}

function ipv6(address: bigint): string {
  return ipv6Text(Array.from({ length: 8 }, (_, at) => Number((address >> BigInt(112 - 16 * at)) & 0xffffn)));
}
