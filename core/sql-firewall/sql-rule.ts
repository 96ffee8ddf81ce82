import { type Ipv4Range, ipv4RangeText } from "../addresses/ipv4-ranges";

/** A rule of the firewall of a server: for a range of addresses, or for a subnet of a virtual network. */
export type SqlRule = IpRule | NetworkRule;

export interface IpRule extends Ipv4Range {
  readonly kind: "ip";
  readonly name: string;
}

export interface NetworkRule {
  readonly kind: "network";
  readonly name: string;
  /** Resource id of the subnet. */
  readonly subnetId: string;
}

/** What a rule admits, in words: a range, or the id of a subnet. */
export function admittedText(rule: Ipv4Range | { readonly subnetId: string }): string {
  return "subnetId" in rule ? rule.subnetId : ipv4RangeText(rule);
}

/** Where a rule stands on the server: rules of one kind have one name each. */
export function placeKey({ kind, name }: Pick<SqlRule, "kind" | "name">): string {
  return `${kind} ${name}`;
}

/** Key of a rule with what it admits. Azure may write the id of a subnet in other cases than it was given. */
export function ruleKey(rule: SqlRule): string {
  return `${placeKey(rule)} ${rule.kind === "ip" ? `${rule.first}-${rule.last}` : rule.subnetId.toLowerCase()}`;
}

/** Whether a rule admits services of all tenants of Azure, whatever its name. */
export function isAzureServices(rule: SqlRule): boolean {
  return rule.kind === "ip" && rule.first === 0 && rule.last === 0;
}
