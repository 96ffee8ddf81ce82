import { isIPv4, isIPv6 } from "node:net";

/** What can be registered: a host, or (IPv4 only) a range or a network. */
export interface IpSet {
  /** The device's own spelling: IPv6 shortened and in lower case. */
  readonly text: string;
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads `10.0.0.7`, `10.0.0.0/24`, `10.0.0.1-10.0.0.9`, `2001:db8::7` and `2001:db8::7/128`. */
export function parseIpSet(written: string): IpSet | undefined {
  const [, from, to] = /^([^-]+)-([^-]+)$/.exec(written) ?? [];
  if (from !== undefined && to !== undefined) return range(from, to);
  const [address = "", prefix, ...rest] = written.split("/");
  if (rest.length > 0) return undefined;
  if (isIPv4(address)) return network(address, prefix);
  if (!isIPv6(address) || address.includes("%") || (prefix !== undefined && prefix !== "128"))
    return undefined;
  const text = shortIpv6(address);
  const value = ipv6Value(text);
  return { text: prefix === undefined ? text : `${text}/128`, family: 6, first: value, last: value };
}

export const isHost = ({ first, last }: IpSet): boolean => first === last;

export const contains = (outer: IpSet, inner: IpSet): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

function range(from: string, to: string): IpSet | undefined {
  if (!isIPv4(from) || !isIPv4(to)) return undefined;
  const [first, last] = [ipv4Value(from), ipv4Value(to)];
  return first > last ? undefined : { text: `${from}-${to}`, family: 4, first, last };
}

function network(address: string, prefix: string | undefined): IpSet | undefined {
  const value = ipv4Value(address);
  if (prefix === undefined) return { text: address, family: 4, first: value, last: value };
  if (!/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return undefined;
  const size = 1n << BigInt(32 - Number(prefix));
  const first = value - (value % size);
  return { text: `${address}/${Number(prefix)}`, family: 4, first, last: first + size - 1n };
}

const ipv4Value = (address: string): bigint =>
  BigInt(address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0));

const shortIpv6 = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

function ipv6Value(short: string): bigint {
  const [head = "", tail] = short.split("::");
  const groups = (side: string): string[] => (side === "" ? [] : side.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
