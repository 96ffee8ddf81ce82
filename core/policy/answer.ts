import type { AddressRange } from "../addresses/address-range";
import type { LabelExpression } from "../labels/label-expression";

/** Whom the consumers reach: a workload by its href, or all workloads that a label expression matches. */
export type PolicyProvider = { readonly workload: string } | { readonly labels: LabelExpression };

/** Ports of one protocol, both ends included: 0 to 65535, also for a protocol without ports. */
export interface PortRange {
  /** IANA number: 6 is TCP, 17 is UDP. */
  readonly protocol: number;
  readonly first: number;
  readonly last: number;
}

export interface PolicyQuestion {
  readonly provider: PolicyProvider;
  readonly ports: readonly PortRange[];
}

export interface RuleReference {
  readonly href: string;
  readonly ruleSet: { readonly href: string; readonly name: string };
  readonly description?: string;
}

export const ConsumerKind = {
  Workload: "workload",
  ContainerWorkload: "container workload",
  IpList: "IP list",
} as const;
export type ConsumerKind = (typeof ConsumerKind)[keyof typeof ConsumerKind];

/** The workload or IP list that ranges come from. */
export interface ConsumerSource {
  readonly kind: ConsumerKind;
  readonly href: string;
  /** Its name, or else its hostname, or else its href. */
  readonly title: string;
  /** Hrefs of the labels of a workload. */
  readonly labels?: readonly string[];
  /** Canonical public address of a workload; the ranges do not have it. */
  readonly publicIp?: string;
}

/** Ranges of one source that one rule names, on the same ports. */
export interface PolicyConsumer {
  /** Sorted and merged, IPv4 before IPv6. Empty where a workload has no address but its public one. */
  readonly ranges: readonly AddressRange[];
  /** Sorted and merged, within the ports that were asked for. */
  readonly ports: readonly PortRange[];
  readonly source: ConsumerSource;
  readonly rule: RuleReference;
}

/** Why a rule, or a part of it, grants nothing here although it names the provider. */
export const NotExpressibleReason = {
  /** A consumer of it has to be a user of a group. */
  UserGroup: "user-group",
  /** It is for one process or Windows service. */
  Process: "process",
  /** It needs a certificate of the consumer. */
  MachineAuthentication: "machine-authentication",
  /** It needs encryption between two VENs. */
  SecureConnect: "secure-connect",
  /** It is for some ICMP messages only. */
  IcmpType: "icmp-type",
  /** It has a label in the place of which its scope has one already. */
  ScopeLabelRepeated: "scope-label-repeated",
  /** A consumer is a host name. */
  Fqdn: "fqdn",
  /** A consumer has an address or a range that cannot be read. */
  UnreadableAddress: "unreadable-address",
  /** It names an object that the active policy does not have. */
  MissingObject: "missing-object",
  /** It names something that this package does not know. */
  UnknownActor: "unknown-actor",
} as const;
export type NotExpressibleReason = (typeof NotExpressibleReason)[keyof typeof NotExpressibleReason];

export interface NotExpressible {
  readonly reason: NotExpressibleReason;
  readonly rule: RuleReference;
  /** What it is about, for example the host name or the service. */
  readonly what: string;
}

export interface PolicyAnswer {
  /** Who may reach the provider: what rules allow, less what override denies name, per protocol and port. */
  readonly consumers: readonly PolicyConsumer[];
  /** What override denies name, whether a rule allows it or not. */
  readonly denied: readonly PolicyConsumer[];
  /** Consumers whom a rule allows and override denies take away, wholly or in part: as the rule allows them. */
  readonly withdrawn: readonly PolicyConsumer[];
  readonly notExpressible: readonly NotExpressible[];
  /** Hrefs of the workloads that are the provider; at least one. */
  readonly providers: readonly string[];
}
