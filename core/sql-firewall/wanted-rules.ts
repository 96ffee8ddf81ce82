import { type Ipv4Range, ipv4RangeText, mergedIpv4, overlapping } from "../addresses/ipv4-ranges";
import type { PolicyConsumer } from "../policy";
import type { RuleOrigin, WantedRange, WantedSubnet } from "./wanted";

/** A part of the addresses of a consumer, and the way by which it comes to the server. */
export interface Arrival {
  readonly consumer: PolicyConsumer;
  readonly addresses: Ipv4Range;
  /** Name of an entry of `egress`; undefined for public addresses. */
  readonly egress?: string;
}

/** Collects what the firewall has to admit, and why. */
export class WantedRules {
  readonly #ranges: { readonly range: Ipv4Range; readonly arrival: Arrival }[] = [];
  readonly #subnets = new Map<string, { readonly subnetId: string; readonly arrivals: Arrival[] }>();

  addRange(range: Ipv4Range, arrival: Arrival): void {
    this.#ranges.push({ range, arrival });
  }

  /** Ids that differ in case only are one subnet. */
  addSubnet(subnetId: string, arrival: Arrival): void {
    const key = subnetId.toLowerCase();
    const known = this.#subnets.get(key);
    if (known === undefined) this.#subnets.set(key, { subnetId, arrivals: [arrival] });
    else known.arrivals.push(arrival);
  }

  /** The fewest ranges with exactly the addresses that were added, sorted. */
  ranges(): WantedRange[] {
    const merged = mergedIpv4(this.#ranges.map(({ range }) => range)).map((range) => ({
      ...range,
      arrivals: [] as Arrival[],
    }));
    for (const { range, arrival } of this.#ranges) overlapping(merged, range)[0]!.arrivals.push(arrival);
    return merged.map(({ first, last, arrivals }) => ({ first, last, origins: originsOf(arrivals) }));
  }

  /** Sorted by id. */
  subnets(): WantedSubnet[] {
    return [...this.#subnets]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { subnetId, arrivals }]) => ({ subnetId, origins: originsOf(arrivals) }));
  }
}

/** One origin for each consumer, rule and way, with all addresses that come by it; in order, whatever the order read. */
function originsOf(arrivals: readonly Arrival[]): RuleOrigin[] {
  const groups = new Map<string, { readonly arrival: Arrival; readonly ranges: Ipv4Range[] }>();
  for (const arrival of arrivals) {
    const { consumer, egress, addresses } = arrival;
    const key = JSON.stringify([consumer.source.href, consumer.rule.href, egress]);
    const group = groups.get(key) ?? { arrival, ranges: [] };
    groups.set(key, group);
    group.ranges.push(addresses);
  }
  const origins = Array.from(groups.values(), ({ arrival: { consumer, egress }, ranges }) => ({
    source: consumer.source.title,
    addresses: mergedIpv4(ranges).map(ipv4RangeText).join(", "),
    ...(egress !== undefined && { egress }),
    rule: consumer.rule,
  }));
  const order = ({ source, rule, egress, addresses }: RuleOrigin): string =>
    [source, rule.href, egress, addresses].join("\0");
  return origins.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
