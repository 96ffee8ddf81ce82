import { isIP, SocketAddress } from "node:net";

/** One spelling for each address, so that texts can be compared; undefined when it is no address. */
export function canonicalAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0 || text.includes("%")) return undefined;
  if (family === 4) return text;
  return new SocketAddress({ address: text, family: "ipv6" }).address;
}
