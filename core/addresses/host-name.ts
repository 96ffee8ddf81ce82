import { canonicalAddress } from "./ip-address";

/**
 * Whether a text is a host name or an IP address and nothing else: no scheme, no port, no brackets, no zone.
 *
 * A name whose last part is a number is refused, because the URL standard reads it as an IPv4 address with octal
 * numbers: `010.1.4.1` would connect to 8.1.4.1.
 */
export function isHost(text: string): boolean {
  return canonicalAddress(text) !== undefined || isHostName(text);
}

function isHostName(text: string): boolean {
  if (text.length > 253 || !NAME.test(text)) return false;
  const last = text.replace(/\.$/, "").split(".").at(-1)!;
  return !/^(\d+|0x[0-9a-f]*)$/i.test(last);
}

const NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
