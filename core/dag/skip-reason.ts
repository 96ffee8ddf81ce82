/** Why a workload, or one of its addresses, contributes no member. */
export type SkipReason =
  | "unspecified"
  | "loopback"
  | "link-local"
  | "multicast"
  | "link-down"
  | "ignored-interface"
  | "other-family"
  | "excluded-range"
  | "unreadable-address"
  | "offline-workload"
  | "workload-without-address"
  | "shared-address";
