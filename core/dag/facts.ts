import type { LabelFacts } from "../labels/label-expression";
import type { WorkloadFact } from "../workloads/workload-fact";

export interface PceFacts extends LabelFacts {
  readonly workloads: readonly WorkloadFact[];
}

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
