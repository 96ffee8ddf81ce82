import { type Ipv4Range, ipv4Without, mergedIpv4, overlapping } from "../addresses/ipv4-ranges";
import type { SqlRule } from "./sql-rule";
import type { WantedFirewall } from "./wanted";

/** What a rule admits: a range of addresses, or a subnet. */
export type Admitted = Ipv4Range | { readonly subnetId: string };

/** What changes when a rule is written. */
export interface RuleEffect {
  /** What the rule admits then and does not now, merged. */
  readonly opens: readonly Admitted[];
  /** What the rule admits now and nothing wanted does, merged. */
  readonly closes: readonly Admitted[];
}

/**
 * What changes when a rule that somebody edited is written as it is wanted; never nothing, because wanted ranges are
 * merged.
 *
 * @param edited the rule as it stands on the server
 */
export function effectOfRestoring(rule: SqlRule, edited: SqlRule, wanted: WantedFirewall): RuleEffect {
  if (rule.kind === "ip" && edited.kind === "ip") {
    const admitted = mergedIpv4([...wanted.ranges, rule]);
    return {
      opens: ipv4Without([rule], [edited]),
      closes: ipv4Without([edited], overlapping(admitted, edited)),
    };
  }
  const subnets = wanted.subnets.map(({ subnetId }) => subnetId.toLowerCase());
  const isWanted = edited.kind === "network" && subnets.includes(edited.subnetId.toLowerCase());
  return { opens: [admittedBy(rule)], closes: isWanted ? [] : [admittedBy(edited)] };
}

export function admittedBy(rule: SqlRule): Admitted {
  return rule.kind === "ip" ? { first: rule.first, last: rule.last } : { subnetId: rule.subnetId };
}
