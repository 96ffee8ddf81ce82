import { ipv4Number } from "./ipv4";

/**
 * Reads the text of an IPv6 address in place, also with an IPv4 tail. No zone, no prefix length.
 *
 * @param groups takes the eight groups of 16 bits
 * @returns position after the address; -1 when there is none. The caller checks what follows.
 * @see RFC 4291 section 2.2
 */
export function readIpv6(bytes: Uint8Array, start: number, groups: Uint16Array): number {
  let at = start;
  let count = 0;
  let gap = -1;
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return -1;
    gap = 0;
    at += 2;
  }
  for (;;) {
    const first = at;
    let group = 0;
    for (let digit = HEX[bytes[at] ?? 0]!; digit >= 0 && at - first < 5; digit = HEX[bytes[++at] ?? 0]!)
      group = (group << 4) | digit;
    if (bytes[at] === DOT) {
      if (count > 6 || !readIpv4Tail(bytes, first, groups, count)) return -1;
      count += 2;
      at = tailEnd(bytes, first);
      break;
    }
    if (at === first) {
      if (gap === count) break;
      return -1;
    }
    if (at - first > 4 || count === 8) return -1;
    groups[count++] = group;
    if (bytes[at] !== COLON) break;
    at++;
    if (bytes[at] === COLON) {
      if (gap >= 0) return -1;
      gap = count;
      at++;
    }
  }
  if (gap < 0) return count === 8 ? at : -1;
  if (count > 7) return -1;
  groups.copyWithin(8 - (count - gap), gap, count);
  groups.fill(0, gap, 8 - (count - gap));
  return at;
}

/**
 * The canonical text of an IPv6 address.
 *
 * @param groups eight groups of 16 bits
 * @see RFC 5952
 */
export function ipv6Text(groups: ArrayLike<number>): string {
  const all = Array.from(groups);
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (all[end] === 0) end++;
    if (end - at > length) [start, length] = [at, end - at];
    at = Math.max(at, end - 1);
  }
  if (start === 0 && length === 5 && all[5] === 0xffff)
    return `::ffff:${all[6]! >>> 8}.${all[6]! & 255}.${all[7]! >>> 8}.${all[7]! & 255}`;
  const hex = all.map((group) => group.toString(16));
  if (start < 0) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

/** Characters of 255.255.255.255. */
const LONGEST_IPV4 = 15;
const COLON = 58;
const DOT = 46;

const HEX = new Int8Array(256).fill(-1);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

function tailEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === DOT || (bytes[at]! >= 48 && bytes[at]! <= 57)) at++;
  return at;
}

function readIpv4Tail(bytes: Uint8Array, start: number, groups: Uint16Array, count: number): boolean {
  const end = tailEnd(bytes, start);
  if (end - start > LONGEST_IPV4) return false;
  const address = ipv4Number(String.fromCharCode(...bytes.subarray(start, end)));
  if (address === undefined) return false;
  groups[count] = address >>> 16;
  groups[count + 1] = address & 0xffff;
  return true;
}
