import type { AddressRange } from "./address-range";
import { ipv4RangeText } from "./ipv4-ranges";
import { ipv6Text } from "./ipv6";

/** `10.0.0.1`, `10.0.0.0-10.0.0.255`, `2001:db8::-2001:db8::ff`. */
export function rangeText({ family, first, last }: AddressRange): string {
  if (family === "ipv4") return ipv4RangeText({ first: Number(first), last: Number(last) });
  return first === last ? ipv6Of(first) : `${ipv6Of(first)}-${ipv6Of(last)}`;
}

function ipv6Of(address: bigint): string {
  return ipv6Text(
    Array.from({ length: 8 }, (_, group) => Number((address >> BigInt(112 - 16 * group)) & 0xffffn)),
  );
}
