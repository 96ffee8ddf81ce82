import { canonicalAddress } from "../addresses/ip-address";
import type { WorkloadFact } from "./workload-fact";

export interface WorkloadAddress {
  /** Canonical; undefined when it cannot be read. */
  readonly address: string | undefined;
  /** As the PCE wrote it. */
  readonly text: string;
  readonly ignored?: "ignored-interface" | "link-down";
  readonly isPublic?: true;
  /** Prefix length of the subnet, as the PCE has it. */
  readonly prefix?: number;
}

/** The addresses of a workload's interfaces in their order, then its public one. */
export function workloadAddresses(fact: WorkloadFact): WorkloadAddress[] {
  const { interfaces = [], public_ip: publicIp, ignored_interface_names: ignoredNames = [] } = fact;
  const addresses = interfaces.map(
    ({ name, address, link_state: state, cidr_block: prefix }): WorkloadAddress => {
      const place: { -readonly [Field in keyof WorkloadAddress]: WorkloadAddress[Field] } = {
        address: canonicalAddress(address),
        text: address,
      };
      if (typeof prefix === "number") place.prefix = prefix;
      if (ignoredNames.includes(name)) place.ignored = "ignored-interface";
      else if (state === "down") place.ignored = "link-down";
      return place;
    },
  );
  if (publicIp) addresses.push({ address: canonicalAddress(publicIp), text: publicIp, isPublic: true });
  return addresses;
}

/** What a workload is called in messages: its name, or else its hostname, or else its href. */
export function workloadTitle({ name, hostname, href }: WorkloadFact): string {
  return name || hostname || href;
}
