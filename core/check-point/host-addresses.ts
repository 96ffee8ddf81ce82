import { addressFamily, canonicalAddress } from "../addresses/ip-address";

/** The addresses that a host in Check Point holds: at most one of each family. */
export interface HostAddresses {
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** What a machine's addresses are for its host. */
export interface ChosenAddresses {
  readonly addresses: HostAddresses;
  /** Addresses that the host has no room for. */
  readonly left: readonly string[];
}

/** The first address of each family; a text that is no address counts as one that is left. */
export function chosenAddresses(texts: readonly string[]): ChosenAddresses {
  const chosen: { ipv4?: string; ipv6?: string } = {};
  const left: string[] = [];
  for (const text of new Set(texts)) {
    const address = canonicalAddress(text);
    const family = address === undefined ? undefined : addressFamily(address);
    if (address === undefined || family === undefined || chosen[family] !== undefined) left.push(text);
    else chosen[family] = address;
  }
  return { addresses: chosen, left };
}

/** Whether a host that was read has the addresses that are wanted. One of a family that is not wanted is left. */
export function hasAddresses(read: HostAddresses, wanted: HostAddresses): boolean {
  return (["ipv4", "ipv6"] as const).every(
    (family) => wanted[family] === undefined || canonicalAddress(read[family] ?? "") === wanted[family],
  );
}
