/** An IPv4 range of the firewall: 32-bit numbers, both ends included. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

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
