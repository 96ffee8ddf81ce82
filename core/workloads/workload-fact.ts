/** A workload as the PCE lists it; every field but `href` may be missing. */
export interface WorkloadFact {
  readonly href: string;
  readonly name?: string;
  readonly hostname?: string;
  readonly online?: boolean;
  readonly deleted?: boolean;
  readonly managed?: boolean;
  readonly public_ip?: string | null;
  readonly interfaces?: readonly {
    readonly name: string;
    readonly address: string;
    readonly link_state?: string;
    /** Prefix length of the subnet. */
    readonly cidr_block?: number | null;
  }[];
  readonly labels?: readonly { readonly href: string }[];
  readonly ignored_interface_names?: readonly string[];
  /** The VEN, as older and as newer releases of the PCE name it. */
  readonly agent?: { readonly href?: string };
  readonly ven?: { readonly href?: string };
}

/** Whether a VEN is paired. */
export function isManaged({ managed, ven, agent }: Pick<WorkloadFact, "managed" | "ven" | "agent">): boolean {
  return managed === true || ven?.href !== undefined || (managed === undefined && agent?.href !== undefined);
}
