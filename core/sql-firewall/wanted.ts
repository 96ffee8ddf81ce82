import type { Ipv4Range } from "../addresses/ipv4-ranges";
import type { NotExpressible, RuleReference } from "../policy";

/** Why the firewall admits a range or a subnet. */
export interface RuleOrigin {
  /** Name of the workload or of the IP list. */
  readonly source: string;
  /** Its addresses as text: `10.8.0.5`, `10.8.0.0-10.8.0.255`. */
  readonly addresses: string;
  /** Entry of `egress` that translates them; none for an address that is public. */
  readonly egress?: string;
  readonly rule: RuleReference;
}

/** A range that is wanted, after merging. */
export interface WantedRange extends Ipv4Range {
  readonly origins: readonly RuleOrigin[];
}

export interface WantedSubnet {
  readonly subnetId: string;
  readonly origins: readonly RuleOrigin[];
}

/** Why a consumer, or a part of its addresses, is not in the firewall, beside the reasons of the policy itself. */
export type FirewallReason =
  | NotExpressible["reason"]
  | "unmapped" // no entry of egress translates the private address
  | "ipv6" // the firewall has IPv4 only
  | "reserved-range" // loopback, link-local, documentation, multicast and the like
  | "internet" // half of the internet or more, without allowInternet
  | "shared-address" // of a workload that is no consumer, with onSharedAddress: skip
  | "no-address"; // a workload has none but that from which the PCE sees it, without includePublicIp

/** A consumer, or a part of its addresses, that the firewall cannot have. */
export interface NotInFirewall {
  readonly reason: FirewallReason;
  readonly rule: RuleReference;
  /** Who, and which addresses. */
  readonly what: string;
}

/** A workload that comes in behind a range or subnet although no rule allows it. */
export interface SharedEgressFinding {
  readonly workload: string;
  /** Its address. */
  readonly address: string;
  /** The range or subnet that admits it. */
  readonly admittedBy: string;
}

/** A consumer whom a rule allows, and who does not come in all the same. */
export interface LeftOut {
  /** Name of the workload or of the IP list. */
  readonly source: string;
  /** In words, such as `denied by rule 5 of orders`. */
  readonly why: string;
  /** From where it would come: sorted and merged. */
  readonly ranges: readonly Ipv4Range[];
  /** The same, in lower case. */
  readonly subnetIds: readonly string[];
}

/** What the active policy wants of the firewall of a server. */
export interface WantedFirewall {
  /** Merged to the fewest, sorted. */
  readonly ranges: readonly WantedRange[];
  /** Sorted by id; each once. */
  readonly subnets: readonly WantedSubnet[];
  readonly notExpressible: readonly NotInFirewall[];
  /** What explains why a range or a subnet is not wanted although a rule allows somebody from there. */
  readonly leftOut: readonly LeftOut[];
  readonly sharedEgress: readonly SharedEgressFinding[];
  /** Why nothing may be written: ties of egress entries, what an override deny names comes in. */
  readonly problems: readonly string[];
  /** Number of workloads that are the provider. */
  readonly providers: number;
}
