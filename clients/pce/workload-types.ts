import type { EnforcementMode, LinkState } from "./enumerations";
import type { Created, Reference } from "./objects";

/** One address of an interface. The same `name` may appear several times with different addresses. */
export interface WorkloadInterface {
  readonly name: string;
  /** IPv4 or IPv6 address, without `/`. */
  readonly address: string;
  /** Prefix length, 0 to 128. */
  readonly cidr_block?: number | null;
  readonly link_state?: LinkState;
  readonly default_gateway_address?: string | null;
  readonly friendly_name?: string | null;
  readonly network?: Reference;
}

/**
 * Attributes of a new workload without a VEN; at least one of `name` and `hostname` is needed. The names are those of
 * the PCE API (POST `/orgs/{org}/workloads`); an unknown one is refused by the PCE with status 406.
 */
export interface NewWorkload {
  readonly name?: string;
  readonly hostname?: string;
  readonly description?: string;
  /** Set both or neither; the pair is unique among the workloads of an organisation. */
  readonly external_data_set?: string | null;
  readonly external_data_reference?: string | null;
  readonly public_ip?: string | null;
  readonly interfaces?: readonly WorkloadInterface[];
  /** At most one label per key. */
  readonly labels?: readonly Reference[];
  /** 1 to 255 characters. */
  readonly service_principal_name?: string | null;
  readonly distinguished_name?: string;
  readonly agent_to_pce_certificate_authentication_id?: string | null;
  readonly service_provider?: string;
  readonly data_center?: string;
  readonly data_center_zone?: string;
  readonly os_id?: string;
  readonly os_detail?: string;
  readonly online?: boolean;
  readonly enforcement_mode?: EnforcementMode;
  readonly ignored_interface_names?: readonly string[];
  readonly visibility_level?: string;
}

/**
 * Attributes that are left out stay as they are; arrays are replaced as a whole. Nullable fields are cleared with
 * `null`, other texts with `""`. On a managed workload (with a VEN) the PCE refuses `hostname`, `interfaces`,
 * `public_ip`, `os_id`, `os_detail`, `online` and `distinguished_name`.
 */
export type WorkloadChanges = NewWorkload;

export type WorkloadUpdate = WorkloadChanges & Reference;

export interface WorkloadLabel extends Reference {
  /** Absent on a PCE older than 22.3. */
  readonly key?: string;
  readonly value?: string;
}

/** Every field but `href` may be missing, depending on the release of the PCE. */
export interface Workload extends Omit<NewWorkload, "labels">, Created {
  readonly href: string;
  readonly deleted?: boolean;
  /** `true` when a VEN is paired. */
  readonly managed?: boolean;
  readonly labels?: readonly WorkloadLabel[];
  readonly ven?: Partial<Reference> & {
    readonly name?: string;
    readonly hostname?: string;
    readonly status?: string;
  };
  /** Open ports; only in the answer to `getWorkload`, never in lists. */
  readonly services?: unknown;
}

/** `name`, `hostname`, `description`, `ip_address` and `os_id` match *parts* of the text on the PCE. */
export interface WorkloadFilter {
  readonly name?: string;
  readonly hostname?: string;
  readonly description?: string;
  readonly ip_address?: string;
  readonly os_id?: string;
  /** Hrefs of labels: the inner lists are AND, the outer one is OR. */
  readonly labels?: readonly (readonly string[])[];
  readonly managed?: boolean;
  readonly online?: boolean;
  readonly enforcement_mode?: EnforcementMode;
  readonly external_data_set?: string;
  readonly external_data_reference?: string;
  readonly include_deleted?: boolean;
}

/** Exact texts; all that are given must match. */
export interface WorkloadIdentity {
  readonly name?: string;
  readonly hostname?: string;
  readonly external_data_set?: string;
  readonly external_data_reference?: string;
}
