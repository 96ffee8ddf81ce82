import type { DescribedRow } from "../policy/common-fields";
import type { ServicePort } from "../services/service-ports";
import type { Reference } from "../table";

export interface ServiceAddress {
  readonly ip?: string;
  readonly network?: Reference;
  readonly fqdn?: string;
  readonly description?: string;
  readonly port?: number;
}

export interface VirtualServiceRow extends DescribedRow {
  /** Hrefs. */
  readonly labels: readonly string[];
  /** One of the two is set. */
  readonly service: Reference | null;
  readonly service_ports: readonly ServicePort[] | null;
  readonly apply_to: string;
  readonly ip_overrides: readonly string[];
  readonly service_addresses: readonly ServiceAddress[];
}

export const VIRTUAL_SERVICES = "sec_policy/draft/virtual_services";
