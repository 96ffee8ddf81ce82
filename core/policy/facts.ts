import type { LabelFacts } from "../labels/label-expression";
import type { WorkloadFact } from "../workloads/workload-fact";

/** A reference to an object of the PCE, by either version of its href. */
export interface HrefFact {
  readonly href: string;
}

export interface IpListFact extends HrefFact {
  readonly name?: string;
  /** `from_ip` is an address or a network, also with host bits; with `to_ip` it is the first address of a range. */
  readonly ip_ranges?: readonly {
    readonly from_ip: string;
    readonly to_ip?: string | null;
    readonly exclusion?: boolean;
  }[];
  readonly fqdns?: readonly { readonly fqdn: string }[];
}

/** A protocol and the ports of it; without a port all of them. `proto` -1 is every protocol. */
export interface ServicePortFact {
  readonly proto?: number;
  readonly port?: number | null;
  readonly to_port?: number | null;
  readonly icmp_type?: number | null;
  readonly icmp_code?: number | null;
  /** What else a connection needs on a Windows host. */
  readonly process_name?: string | null;
  readonly service_name?: string | null;
  readonly windows_service_name?: string | null;
}

export interface ServiceFact extends HrefFact {
  readonly name?: string;
  readonly process_name?: string | null;
  readonly service_ports?: readonly ServicePortFact[];
  readonly windows_services?: readonly ServicePortFact[];
  /** Processes of the consumer. */
  readonly windows_egress_services?: readonly object[];
}

export interface VirtualServiceFact extends HrefFact {
  readonly name?: string;
  readonly labels?: readonly HrefFact[];
  readonly service?: HrefFact | null;
  readonly service_ports?: readonly ServicePortFact[];
  /** Addresses and networks that stand for the bound workloads where the virtual service is a consumer. */
  readonly ip_overrides?: readonly string[];
}

export interface ServiceBindingFact extends HrefFact {
  readonly virtual_service?: HrefFact;
  readonly workload?: HrefFact | null;
  readonly container_workload?: HrefFact | null;
  /** Ports of the service that are others on this workload. */
  readonly port_overrides?: readonly {
    readonly port: number;
    readonly proto: number;
    readonly new_port: number;
    readonly new_to_port?: number | null;
  }[];
}

/** A container or pod that the PCE knows. */
export interface ContainerWorkloadFact extends HrefFact {
  readonly name?: string;
  readonly deleted?: boolean;
  readonly interfaces?: WorkloadFact["interfaces"];
  readonly labels?: readonly HrefFact[];
}

/** One entry of a scope: workloads with this label, with a label of the group, or (`exclusion`) with another one. */
export interface ScopeEntryFact {
  readonly label?: HrefFact | null;
  readonly label_group?: HrefFact | null;
  readonly exclusion?: boolean;
}

/** One entry of the providers or consumers of a rule. */
export interface ActorFact extends ScopeEntryFact {
  /** `ams` is all workloads. */
  readonly actors?: string | null;
  readonly workload?: HrefFact | null;
  readonly virtual_service?: HrefFact | null;
  readonly virtual_server?: HrefFact | null;
  readonly ip_list?: HrefFact | null;
}

export interface RuleFact extends HrefFact {
  readonly enabled?: boolean;
  readonly description?: string | null;
  readonly providers?: readonly ActorFact[];
  readonly consumers?: readonly ActorFact[];
  readonly ingress_services?: readonly (Partial<HrefFact> & ServicePortFact)[];
  /** Processes of consumers on Windows, of which a connection has to come. */
  readonly egress_services?: readonly object[];
  readonly resolve_labels_as?: {
    readonly providers?: readonly string[];
    readonly consumers?: readonly string[];
  } | null;
  readonly unscoped_consumers?: boolean;
  readonly use_workload_subnets?: readonly string[];
  /** `brn`, `non_brn` or `all`. @default "brn" */
  readonly network_type?: string | null;
  readonly sec_connect?: boolean;
  readonly machine_auth?: boolean;
  readonly consuming_security_principals?: readonly object[];
  /** Of releases from 26.1 on; what they mean is UNCONFIRMED. */
  readonly all_ips_except_for_in_consumers?: unknown;
  readonly all_ips_except_for_in_providers?: unknown;
}

export interface DenyRuleFact extends RuleFact {
  /** Whether it goes before the rules that allow. */
  readonly override?: boolean;
}

export interface RuleSetFact extends HrefFact {
  readonly name?: string;
  readonly enabled?: boolean;
  /** Alternatives, each of entries that all have to match; an empty one is everything. */
  readonly scopes?: readonly (readonly ScopeEntryFact[])[];
  readonly rules?: readonly RuleFact[];
  readonly deny_rules?: readonly DenyRuleFact[];
}

/** Active policy and inventory, in the shapes that the PCE lists; every field but `href` may be missing. */
export interface PolicyFacts extends LabelFacts {
  readonly ruleSets: Iterable<RuleSetFact>;
  readonly ipLists: Iterable<IpListFact>;
  readonly services: Iterable<ServiceFact>;
  readonly virtualServices: Iterable<VirtualServiceFact>;
  readonly serviceBindings: Iterable<ServiceBindingFact>;
  readonly workloads: readonly WorkloadFact[];
  readonly containerWorkloads: readonly ContainerWorkloadFact[];
}
