import { ipv4Number } from "../addresses/ipv4";
import { partsByKind } from "../addresses/ipv4-kinds";
import {
  type Ipv4Range,
  ipv4RangeText,
  ipv4Without,
  mergedIpv4,
  overlapping,
} from "../addresses/ipv4-ranges";
import { ConsumerKind, type PolicyAnswer, type PolicyConsumer, type PolicyFacts, ruleTitle } from "../policy";
import { workloadAddresses, workloadTitle } from "../workloads/workload-addresses";
import { isManaged, type WorkloadFact } from "../workloads/workload-fact";
import { labelsOf, numbersOf, publicRanges } from "./consumer-addresses";
import type { EgressMap } from "./egress-map";
import type { SharedEgressFinding, WantedFirewall } from "./wanted";

type Admitted = Pick<WantedFirewall, "ranges" | "subnets">;

export interface SharedEgress {
  /** Workloads that come in although no rule allows them, each once. */
  readonly unruled: readonly SharedEgressFinding[];
  /** What an override deny names and comes in all the same, in words. */
  readonly denied: readonly string[];
}

interface Origin {
  readonly egress: EgressMap;
  readonly facts: Pick<PolicyFacts, "workloads" | "containerWorkloads">;
}

/**
 * Who comes in behind an address that is admitted for others. The address from which the PCE sees a workload counts here
 * whatever `includePublicIp` says, because it shows from where the workload comes.
 */
export function sharedEgress(
  admitted: Admitted,
  answer: PolicyAnswer,
  { egress, facts }: Origin,
): SharedEgress {
  const byRule = mergedIpv4(
    answer.consumers
      .filter(({ source }) => source.kind === ConsumerKind.IpList)
      .flatMap(({ ranges }) => ranges.filter(({ family }) => family === "ipv4").map(numbersOf)),
  );
  // A public address that an IP list names is admitted by that rule, whoever comes from there.
  const shared: Admitted = { ranges: unshared(admitted.ranges, byRule), subnets: admitted.subnets };
  // The provider is the server itself, which does not come in.
  const others = new Set([...answer.consumers.map(({ source }) => source.href), ...answer.providers]);
  const workloads = [...facts.workloads, ...facts.containerWorkloads].filter(
    (fact) => !others.has(fact.href) && isPresent(fact),
  );
  const unruled = workloads.flatMap((fact): SharedEgressFinding[] => {
    const labels = (fact.labels ?? []).map(({ href }) => href);
    for (const { address, ignored } of workloadAddresses(fact)) {
      const number = address === undefined || ignored ? undefined : ipv4Number(address);
      if (number === undefined || overlapping(byRule, { first: number, last: number }).length > 0) continue;
      const admittedBy = admits(shared, { first: number, last: number }, labels, egress);
      if (admittedBy !== undefined) return [{ workload: workloadTitle(fact), address: address!, admittedBy }];
    }
    return [];
  });
  return {
    unruled,
    denied: answer.denied.flatMap((consumer) => deniedText(consumer, admitted, egress) ?? []),
  };
}

/** A managed workload that is offline comes from nowhere at the moment, and one that was deleted never again. */
function isPresent(fact: WorkloadFact): boolean {
  return fact.deleted !== true && !(fact.online === false && isManaged(fact));
}

function unshared(ranges: Admitted["ranges"], byRule: readonly Ipv4Range[]): Admitted["ranges"] {
  return ranges.flatMap((range) =>
    ipv4Without([range], overlapping(byRule, range)).map((part) => ({ ...part, origins: range.origins })),
  );
}

/** What admits addresses: a range or a subnet; undefined when nothing does. */
function admits(
  { ranges, subnets }: Admitted,
  addresses: Ipv4Range,
  labels: readonly string[] | undefined,
  egress: EgressMap,
): string | undefined {
  for (const part of partsByKind(addresses)) {
    if (part.kind === "public") {
      const [range] = overlapping(ranges, part);
      if (range) return ipv4RangeText(range);
    }
    if (part.kind !== "private") continue;
    for (const { publicRanges: from, subnetIds } of egress
      .partsOf(part, labels)
      .flatMap(({ ways }) => ways)) {
      const [range] = from.flatMap((one) => overlapping(ranges, one));
      if (range) return ipv4RangeText(range);
      const subnet = subnets.find((one) =>
        subnetIds.some((id) => id.toLowerCase() === one.subnetId.toLowerCase()),
      );
      if (subnet) return subnet.subnetId;
    }
  }
  return undefined;
}

function deniedText(denied: PolicyConsumer, admitted: Admitted, egress: EgressMap): string | undefined {
  const { source, ranges, rule } = denied;
  const numbers = [...ranges, ...publicRanges(source)]
    .filter(({ family }) => family === "ipv4")
    .map(numbersOf);
  for (const addresses of numbers) {
    const admittedBy = admits(admitted, addresses, labelsOf(source), egress);
    if (admittedBy !== undefined)
      return (
        `${source.title} (${ipv4RangeText(addresses)}) comes in by ${admittedBy}, although ${ruleTitle(rule)}, an ` +
        `override deny, names it; give it a way of its own, or take the rule back that admits ${admittedBy}`
      );
  }
  return undefined;
}
