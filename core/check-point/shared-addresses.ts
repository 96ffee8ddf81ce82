import { parseRange, rangeContains } from "../addresses/address-range";
import { canonicalAddress } from "../addresses/ip-address";
import type { FeedHost } from "./data-center-feed";

/**
 * Warnings of hosts whose address another host of the feed has too, such as one of a machine that has another address by
 * now: an address has the groups of all hosts that have it.
 *
 * @param all hosts of the feed
 */
export function sharedAddresses(hosts: readonly FeedHost[], all: Iterable<FeedHost>): string[] {
  const others = [...all].map((host) => ({
    ...host,
    ranges: host.addresses.flatMap((text) => parseRange(text) ?? []),
  }));
  return hosts.flatMap(({ vmId, name, addresses }) =>
    others.flatMap((other) => {
      if (other.vmId.toLowerCase() === vmId.toLowerCase()) return [];
      const shared = addresses.filter((text) => {
        const address = canonicalAddress(text);
        return address !== undefined && other.ranges.some((range) => rangeContains(range, address));
      });
      if (shared.length === 0) return [];
      return `host ${name} in the feed has ${shared.join(", ")}, which host ${other.name} has there too: its groups hold for both`;
    }),
  );
}
