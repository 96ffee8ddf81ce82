/** An address that becomes a member, and why. */
export interface PlannedAddress {
  readonly address: string;
  /** Names of the workloads that have the address. */
  readonly workloads: readonly string[];
}

/** Addresses that became members of a binding or ceased to be, each list sorted by code unit. */
export interface MemberChanges {
  readonly entered: readonly PlannedAddress[];
  readonly left: readonly string[];
}
