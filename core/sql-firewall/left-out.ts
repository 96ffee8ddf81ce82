import { partsByKind } from "../addresses/ipv4-kinds";
import { type Ipv4Range, ipv4Without, mergedIpv4 } from "../addresses/ipv4-ranges";
import { grouped } from "../grouped";
import { ConsumerKind, type PolicyAnswer, type PolicyConsumer, ruleTitle } from "../policy";
import { labelsOf, numbersOf, publicRanges } from "./consumer-addresses";
import type { EgressMap } from "./egress-map";
import type { LeftOut } from "./wanted";

/** Consumers whom a rule allows and an override deny takes away, with where they would come from. */
export function deniedConsumers(
  { withdrawn, denied }: Pick<PolicyAnswer, "withdrawn" | "denied">,
  egress: EgressMap,
): LeftOut[] {
  if (withdrawn.length === 0) return [];
  const bySource = grouped(denied, ({ source }) => source.href);
  const lists = denied.filter(({ source }) => source.kind === ConsumerKind.IpList);
  return withdrawn.flatMap((consumer) => {
    const likely = new Set([...(bySource.get(consumer.source.href) ?? []), ...lists]);
    const found = leftOutBy(consumer, likely, egress);
    return found.length > 0 ? found : leftOutBy(consumer, denied, egress); // somebody else may have its address
  });
}

function leftOutBy(consumer: PolicyConsumer, denies: Iterable<PolicyConsumer>, egress: EgressMap): LeftOut[] {
  const own = addressesOf(consumer);
  const rules = grouped(denies, ({ rule }) => rule.href);
  return [...rules.values()].flatMap((some) => {
    const common = ipv4Without(own, ipv4Without(own, mergedIpv4(some.flatMap(addressesOf))));
    const why = `denied by ${ruleTitle(some[0]!.rule)}`;
    return common.length === 0 ? [] : [leftOut(consumer, common, why, egress)];
  });
}

/** @param addresses of the consumer, sorted and merged */
export function leftOut(
  { source }: PolicyConsumer,
  addresses: readonly Ipv4Range[],
  why: string,
  egress: EgressMap,
): LeftOut {
  const parts = addresses.flatMap(partsByKind);
  const ways = parts
    .filter(({ kind }) => kind === "private")
    .flatMap((part) => egress.partsOf(part, labelsOf(source)))
    .flatMap((part) => part.ways);
  const ranges = [
    ...parts.filter(({ kind }) => kind === "public"),
    ...ways.flatMap((way) => way.publicRanges),
  ];
  const subnetIds = new Set(ways.flatMap((way) => way.subnetIds.map((id) => id.toLowerCase())));
  return { source: source.title, why, ranges: mergedIpv4(ranges), subnetIds: [...subnetIds] };
}

function addressesOf({ source, ranges }: PolicyConsumer): Ipv4Range[] {
  const all = [...ranges, ...publicRanges(source)];
  return mergedIpv4(all.filter(({ family }) => family === "ipv4").map(numbersOf));
}
