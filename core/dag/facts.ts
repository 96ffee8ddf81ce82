import type { LabelFacts } from "../labels/label-expression";

/** A workload as the PCE lists it; every field but `href` may be missing. */
export interface WorkloadFact {
  readonly href: string;
  readonly name?: string;
  readonly hostname?: string;
  readonly online?: boolean;
  readonly public_ip?: string | null;
  readonly interfaces?: readonly {
    readonly name: string;
    readonly address: string;
    readonly link_state?: string;
  }[];
  readonly labels?: readonly { readonly href: string }[];
  readonly ignored_interface_names?: readonly string[];
  /** The VEN, as older and as newer releases of the PCE name it. */
  readonly agent?: { readonly href?: string };
  readonly ven?: { readonly href?: string };
}

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
