import type { Reference, Row } from "../table";

export interface InterfaceRow {
  readonly name: string;
  readonly address: string;
  readonly cidr_block: number | null;
  readonly link_state: string | null;
  readonly default_gateway_address: string | null;
  readonly friendly_name: string | null;
  readonly network: Reference | null;
}

type Text = string | null;

/** A workload as it is stored: labels as hrefs, everything derived left out. */
export interface WorkloadRow extends Row {
  readonly name: Text;
  readonly hostname: Text;
  readonly description: Text;
  readonly external_data_set: Text;
  readonly external_data_reference: Text;
  readonly public_ip: Text;
  readonly interfaces: readonly InterfaceRow[];
  /** Hrefs. */
  readonly labels: readonly string[];
  readonly service_principal_name: Text;
  readonly distinguished_name: Text;
  readonly agent_to_pce_certificate_authentication_id: Text;
  readonly service_provider: Text;
  readonly data_center: Text;
  readonly data_center_zone: Text;
  readonly datacenter_nat_1to1: boolean;
  readonly os_id: Text;
  readonly os_detail: Text;
  readonly online: boolean;
  readonly enforcement_mode: string;
  readonly visibility_level: string;
  readonly ignored_interface_names: readonly string[];
  /** Set while a VEN runs on it: the workload is managed. */
  readonly ven: Reference | null;
}

export const blankWorkload: Omit<WorkloadRow, keyof Row> = {
  name: null,
  hostname: null,
  description: null,
  external_data_set: null,
  external_data_reference: null,
  public_ip: null,
  interfaces: [],
  labels: [],
  service_principal_name: null,
  distinguished_name: null,
  agent_to_pce_certificate_authentication_id: null,
  service_provider: null,
  data_center: null,
  data_center_zone: null,
  datacenter_nat_1to1: false,
  os_id: null,
  os_detail: null,
  online: false,
  enforcement_mode: "visibility_only",
  visibility_level: "flow_summary",
  ignored_interface_names: [],
  ven: null,
};

/** All addresses in one text, for the filters that look for a part of one. */
export const addressesOf = (row: WorkloadRow | undefined): string =>
  row === undefined ? "" : [row.public_ip ?? "", ...row.interfaces.map(({ address }) => address)].join(" ");
