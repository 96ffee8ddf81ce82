import { BlockList, isIP } from "node:net";
import { canonicalAddress } from "../addresses";
import { invalidInput } from "../pce-error";

export interface IpRange {
  readonly from_ip: string;
  readonly to_ip?: string;
  readonly exclusion: boolean;
  readonly description: string;
}

/**
 * A range as the PCE keeps it: host bits of a network are cleared, a network of one address is that address, and entries
 * that are the same afterwards are merged. UNCONFIRMED: the token of a range that is none (`input_validation_error` here).
 *
 * @throws PceError 406
 */
export function readRanges(ranges: readonly Partial<IpRange>[]): IpRange[] {
  const read = ranges.map(readRange);
  const seen = new Set<string>();
  return read.filter((range) => {
    const text = JSON.stringify(range);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function readRange(entry: Partial<IpRange>, index: number): IpRange {
  const { from_ip = "", to_ip: sent, exclusion = false, description = "" } = entry;
  // The Terraform provider sends an empty text for no end.
  const end = sent === "" ? undefined : sent;
  const refuse = (): never => {
    const text = JSON.stringify(end === undefined ? from_ip : `${from_ip} - ${end}`);
    throw invalidInput(`The property '#/ip_ranges/${index}' value ${text} is not a range of IP addresses`);
  };
  const from = end === undefined && from_ip.includes("/") ? network(from_ip) : canonicalAddress(from_ip);
  if (from === undefined) return refuse();
  if (end === undefined) return { from_ip: from, exclusion, description };
  const to = canonicalAddress(end);
  if (to === undefined || isIP(to) !== isIP(from) || numberOf(to) < numberOf(from)) return refuse();
  return { from_ip: from, to_ip: to, exclusion, description };
}

/** First and last address as numbers; those of IPv4 and IPv6 are apart. */
export function boundsOf({ from_ip, to_ip }: IpRange): { family: number; first: bigint; last: bigint } {
  const [start = "", bits] = from_ip.split("/");
  const family = isIP(start);
  const first = numberOf(start);
  if (to_ip !== undefined) return { family, first, last: numberOf(to_ip) };
  const width = family === 4 ? 32 : 128;
  return { family, first, last: first + (1n << BigInt(width - Number(bits ?? width))) - 1n };
}

function network(text: string): string | undefined {
  const [address = "", bits = "", more] = text.split("/");
  const canonical = canonicalAddress(address);
  const width = isIP(address) === 4 ? 32 : 128;
  if (canonical === undefined || more !== undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > width)
    return undefined;
  const hostBits = BigInt(width - Number(bits));
  const first = (numberOf(canonical) >> hostBits) << hostBits;
  const name = canonicalAddress(addressOf(first, width))!;
  return hostBits === 0n ? name : `${name}/${Number(bits)}`;
}

function numberOf(address: string): bigint {
  if (isIP(address) === 4) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = "", tail] = address.replace(/\d+\.\d+\.\d+\.\d+$/, hexPair).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}

const hexPair = (dotted: string): string => {
  const number = numberOf(dotted);
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
};

function addressOf(number: bigint, width: number): string {
  const step = width === 32 ? 8n : 16n;
  const parts: string[] = [];
  for (let left = BigInt(width) - step; left >= 0n; left -= step) {
    const part = (number >> left) & ((1n << step) - 1n);
    parts.push(part.toString(width === 32 ? 10 : 16));
  }
  return parts.join(width === 32 ? "." : ":");
}

/** Whether an entry of an IP list has the address; exclusions do not count. */
export function rangeHas({ from_ip, to_ip }: IpRange, address: string): boolean {
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  const [start = "", bits] = from_ip.split("/");
  if (isIP(start) !== isIP(address)) return false;
  const list = new BlockList();
  if (to_ip !== undefined) list.addRange(start, to_ip, family);
  else if (bits === undefined) list.addAddress(start, family);
  else list.addSubnet(start, Number(bits), family);
  return list.check(address, family);
}
