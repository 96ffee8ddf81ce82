import { type AddressRange, parseRange } from "../addresses/address-range";
import { addressSet, NO_ADDRESSES, without } from "../addresses/address-set";
import { ConsumerKind, type ConsumerSource, NotExpressibleReason } from "./answer";
import { Addresses } from "./endpoint";
import type { IpListFact } from "./facts";
import type { Problem } from "./services";

/** An IP list: its ranges less those that it excludes. */
export interface ReadIpList {
  readonly source: ConsumerSource;
  readonly addresses: Addresses;
  readonly problems: readonly Problem[];
}

export function readIpList({ href, name, ip_ranges: ranges = [], fqdns = [] }: IpListFact): ReadIpList {
  const title = name || href;
  const included: AddressRange[] = [];
  const excluded: AddressRange[] = [];
  const problems: Problem[] = [];
  let unreadableExclusion = false;
  for (const { from_ip: from, to_ip: to, exclusion = false } of ranges) {
    const range = to ? rangeBetween(from, to) : parseRange(from);
    if (range !== undefined) (exclusion ? excluded : included).push(range);
    else {
      unreadableExclusion ||= exclusion;
      const text = `${exclusion ? "!" : ""}${from}${to ? `-${to}` : ""}`;
      problems.push({
        reason: NotExpressibleReason.UnreadableAddress,
        what: `'${text}' of the IP list '${title}'`,
      });
    }
  }
  for (const { fqdn } of fqdns)
    problems.push({ reason: NotExpressibleReason.Fqdn, what: `${fqdn} of the IP list '${title}'` });
  // Without all of its exclusions, a list would be more than it says.
  const set = unreadableExclusion ? NO_ADDRESSES : without(addressSet(included), addressSet(excluded));
  return { source: { kind: ConsumerKind.IpList, href, title }, addresses: new Addresses(set), problems };
}

function rangeBetween(from: string, to: string): AddressRange | undefined {
  const [first, last] = [parseRange(from), parseRange(to)];
  if (!first || !last || first.first !== first.last || last.first !== last.last) return undefined;
  if (first.family !== last.family || first.first > last.first) return undefined;
  return { family: first.family, first: first.first, last: last.first };
}
