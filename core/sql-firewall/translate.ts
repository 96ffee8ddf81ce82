import { partsByKind } from "../addresses/ipv4-kinds";
import { type Ipv4Range, ipv4Count, ipv4RangeText } from "../addresses/ipv4-ranges";
import { rangeText } from "../addresses/range-text";
import { firstTen } from "../first-ten";
import type { PolicyAnswer, PolicyConsumer, PolicyFacts } from "../policy";
import { FactsIndex } from "../workloads/facts-index";
import { ConsumerReader, labelsOf } from "./consumer-addresses";
import type { SqlFirewallDeclaration } from "./definition";
import { EgressMap } from "./egress-map";
import { deniedConsumers, leftOut } from "./left-out";
import { sharedEgress } from "./shared-egress";
import type { FirewallReason, LeftOut, NotInFirewall, WantedFirewall } from "./wanted";
import { WantedRules } from "./wanted-rules";

/** Facts of the PCE that matter beside the answer: labels, and who has which address. */
export type EgressFacts = Pick<PolicyFacts, "labels" | "labelGroups" | "workloads" | "containerWorkloads">;

/** Half of all IPv4 addresses. A rule that admits as many opens the server to the internet. */
const HALF_OF_THE_INTERNET = 2 ** 31;

/**
 * What the firewall of a server has to admit, by the answer of the policy. Public addresses are taken as they are; private
 * ones are translated by `egress`.
 *
 * @throws ConfigurationError when an entry of `egress` names a label or a group that the PCE does not have
 */
export function wantedFirewall(
  declaration: SqlFirewallDeclaration,
  answer: PolicyAnswer,
  facts: EgressFacts,
): WantedFirewall {
  const egress = new EgressMap(declaration.egress, facts);
  const reader = new ConsumerReader(declaration, answer, indexesOf(facts));
  const translation = new Translation(declaration, egress);
  for (const consumer of answer.consumers) translation.add(consumer, reader.read(consumer));
  const ranges = translation.rules.ranges();
  const subnets = translation.rules.subnets();
  const shared = sharedEgress({ ranges, subnets }, answer, { egress, facts });
  const unmapped = translation.skipped.filter(({ reason }) => reason === "unmapped");
  return {
    ranges,
    subnets,
    notExpressible: [...answer.notExpressible, ...translation.skipped],
    leftOut: [...deniedConsumers(answer, egress), ...translation.uncounted],
    sharedEgress: shared.unruled,
    problems: [
      ...firstTenOf(translation.problems),
      ...firstTenOf(shared.denied),
      ...(declaration.unmapped === "fail" && unmapped.length > 0 ? [unmappedProblem(unmapped)] : []),
      ...(declaration.sharedEgress === "fail" && shared.unruled.length > 0
        ? [sharedProblem(shared.unruled)]
        : []),
      ...(declaration.allowInternet || addressCount(ranges) < HALF_OF_THE_INTERNET ? [] : [INTERNET]),
    ],
    providers: answer.providers.length,
  };
}

/** Made once for the same facts. */
function indexesOf(facts: EgressFacts): readonly FactsIndex[] {
  const { containerWorkloads: workloads } = facts;
  const pods = podFacts.get(workloads) ?? { ...facts, workloads };
  podFacts.set(workloads, pods);
  return [FactsIndex.of(facts), FactsIndex.of(pods)];
}

const podFacts = new WeakMap<EgressFacts["containerWorkloads"], EgressFacts>();

const SHARED = "left out by onSharedAddress: skip";

const INTERNET =
  "the rules would admit half of the internet or more; narrow the rules of the PCE, or, if that is meant, set allowInternet: true";

function unmappedProblem(unmapped: readonly NotInFirewall[]): string {
  const names = unmapped.map(({ what, rule }) => `${what} of ${rule.ruleSet.name}`);
  return `no entry of egress matches consumers (unmapped: fail): ${firstTen(names)}; add entries for them`;
}

function firstTenOf(problems: readonly string[]): string[] {
  const more = problems.length > 10 ? [`and ${problems.length - 10} more problems like these`] : [];
  return [...problems.slice(0, 10), ...more];
}

function sharedProblem(findings: WantedFirewall["sharedEgress"]): string {
  const names = findings.map(
    ({ workload, address, admittedBy }) => `${workload} (${address}) by ${admittedBy}`,
  );
  return `workloads come in that no rule allows (sharedEgress: fail): ${firstTen(names)}`;
}

function addressCount(ranges: readonly Ipv4Range[]): number {
  return ranges.reduce((sum, range) => sum + ipv4Count(range), 0);
}

/** What the consumers come to, one by one. */
class Translation {
  readonly rules = new WantedRules();
  readonly skipped: NotInFirewall[] = [];
  readonly problems: string[] = [];
  /** Consumers with addresses that do not count because others have them too. */
  readonly uncounted: LeftOut[] = [];

  constructor(
    private readonly declaration: SqlFirewallDeclaration,
    private readonly egress: EgressMap,
  ) {}

  add(consumer: PolicyConsumer, { ipv4, ipv6, shared }: ReturnType<ConsumerReader["read"]>): void {
    if (ipv4.length + ipv6.length + shared.length === 0) this.#skip("no-address", consumer, []);
    this.#skipAny("ipv6", consumer, ipv6.map(rangeText));
    this.#skipAny("shared-address", consumer, shared.map(ipv4RangeText));
    if (shared.length > 0) this.uncounted.push(leftOut(consumer, shared, SHARED, this.egress));
    if (!this.declaration.allowInternet && addressCount(ipv4) >= HALF_OF_THE_INTERNET) {
      this.#skip("internet", consumer, ipv4.map(ipv4RangeText));
      return;
    }
    const parts = ipv4.flatMap(partsByKind);
    const unmapped: Ipv4Range[] = [];
    for (const part of parts) {
      if (part.kind === "public") this.rules.addRange(part, { consumer, addresses: part });
      if (part.kind === "private") unmapped.push(...this.#addPrivate(consumer, part));
    }
    this.#skipAny("unmapped", consumer, unmapped.map(ipv4RangeText));
    const reserved = parts.filter(({ kind }) => kind === "reserved");
    this.#skipAny("reserved-range", consumer, reserved.map(ipv4RangeText));
  }

  /** @returns what no entry matches */
  #addPrivate(consumer: PolicyConsumer, range: Ipv4Range): Ipv4Range[] {
    const parts = this.egress.partsOf(range, labelsOf(consumer.source));
    for (const { first, last, ways } of parts) {
      const [way, ...others] = ways;
      const addresses = { first, last };
      if (others.length > 0) this.problems.push(tieProblem(consumer, addresses, ways));
      else if (way !== undefined) {
        const arrival = { consumer, addresses, egress: way.name };
        for (const publicRange of way.publicRanges) this.rules.addRange(publicRange, arrival);
        for (const subnetId of way.subnetIds) this.rules.addSubnet(subnetId, arrival);
      }
    }
    return parts.filter(({ ways }) => ways.length === 0);
  }

  #skipAny(reason: FirewallReason, consumer: PolicyConsumer, addresses: readonly string[]): void {
    if (addresses.length > 0) this.#skip(reason, consumer, addresses);
  }

  #skip(reason: FirewallReason, { source, rule }: PolicyConsumer, addresses: readonly string[]): void {
    const what = addresses.length === 0 ? source.title : `${source.title} (${firstTen(addresses)})`;
    this.skipped.push({ reason, rule, what });
  }
}

function tieProblem(
  { source }: PolicyConsumer,
  addresses: Ipv4Range,
  ways: readonly { readonly name: string }[],
): string {
  const names = ways.map(({ name }) => `egress.${name}`).join(" and ");
  return `${names} match ${source.title} (${ipv4RangeText(addresses)}) equally closely; make one of them narrower`;
}
