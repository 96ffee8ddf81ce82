import type { UpdateType } from "../policy/policy";
import type { Reference } from "../table";
import type { Actor } from "./actors";
import type { IngressService } from "./ingress-services";

/** What an object has that is part of a rule set. */
export interface PartRow {
  /** Empty until the part is stored in its rule set. */
  readonly href: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  readonly created_by: Reference;
  readonly updated_by: Reference;
  readonly deleted_by: Reference | null;
  readonly update_type: UpdateType;
}

export interface RuleRow extends PartRow {
  readonly enabled: boolean;
  readonly description: string;
  readonly providers: readonly Actor[];
  readonly consumers: readonly Actor[];
  readonly ingress_services: readonly IngressService[];
  readonly egress_services: readonly IngressService[];
  readonly network_type: string;
  readonly unscoped_consumers: boolean;
}

export interface SecRuleRow extends RuleRow {
  readonly resolve_labels_as: {
    readonly providers: readonly string[];
    readonly consumers: readonly string[];
  };
  readonly sec_connect: boolean;
  readonly stateless: boolean;
  readonly machine_auth: boolean;
  readonly consuming_security_principals: readonly Reference[];
  readonly use_workload_subnets: readonly string[];
  readonly external_data_set: string | null;
  readonly external_data_reference: string | null;
}

export interface DenyRuleRow extends RuleRow {
  readonly override: boolean;
}

export interface IpTablesRuleRow extends PartRow {
  readonly enabled: boolean;
  readonly description: string;
  readonly statements: readonly object[];
  readonly actors: readonly Actor[];
  readonly ip_version: string;
}
