import { type AddressFamily, ipv6Number } from "./ip-address";
import { ipv4Number } from "./ipv4";

/** Addresses of one family from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Reads an address, a network (`10.0.0.0/8`, also with host bits set) or a range (`10.0.0.1-10.0.0.9`).
 *
 * @returns undefined when the text is none of them
 */
export function parseRange(text: string): AddressRange | undefined {
  const dash = text.indexOf("-");
  if (dash > 0) {
    const from = single(text.slice(0, dash).trim());
    const to = single(text.slice(dash + 1).trim());
    if (!from || !to || from.family !== to.family || from.first > to.first) return undefined;
    return { family: from.family, first: from.first, last: to.first };
  }
  const slash = text.indexOf("/");
  if (slash < 0) return single(text);
  const address = single(text.slice(0, slash));
  const prefix = text.slice(slash + 1);
  if (!address || !/^\d{1,3}$/.test(prefix)) return undefined;
  const bits = address.family === "ipv4" ? 32 : 128;
  const host = BigInt(bits - Number(prefix));
  if (host < 0n) return undefined;
  const first = (address.first >> host) << host;
  return { family: address.family, first, last: first + (1n << host) - 1n };
}

/** @param canonical as `canonicalAddress` writes it */
export function rangeContains(range: AddressRange, canonical: string): boolean {
  const address = single(canonical);
  return (
    address !== undefined &&
    address.family === range.family &&
    range.first <= address.first &&
    address.first <= range.last
  );
}

function single(text: string): AddressRange | undefined {
  const number = text.includes(":") ? ipv6Number(text) : ipv4Number(text);
  if (number === undefined) return undefined;
  const value = BigInt(number);
  return { family: text.includes(":") ? "ipv6" : "ipv4", first: value, last: value };
}
