import type { FlowMapGroup } from "illumio-iac-flow-map";

/** The group of an address on the map. Addresses of one `id` are one group. */
export interface AddressGroup extends Pick<FlowMapGroup, "name" | "kind"> {
  readonly id: string;
  /** What is counted in the group: the workload, or the address itself. */
  readonly member: string;
}

export interface Grouping {
  /** Description of what makes the groups. */
  readonly by: string;
  groupOf(address: string): AddressGroup;
}
