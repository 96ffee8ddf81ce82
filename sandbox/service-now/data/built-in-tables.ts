/** A type of column, with the length of a text or the table that it refers to. */
export type ColumnSpec =
  | "boolean"
  | "integer"
  | "glide_date_time"
  | "GUID"
  | "sys_class_name"
  | "choice"
  | `string:${number}`
  | `reference:${string}`;

export interface TableDefinition {
  readonly label: string;
  /** The table that this one extends: its rows are rows of that one too. */
  readonly extends?: string;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
}

/** Every table has them. */
export const systemColumns: Readonly<Record<string, ColumnSpec>> = {
  sys_id: "GUID",
  sys_created_on: "glide_date_time",
  sys_created_by: "string:40",
  sys_updated_on: "glide_date_time",
  sys_updated_by: "string:40",
  sys_mod_count: "integer",
};

/** The tables of the instance: what the onboarding of machines needs of the CMDB, the dictionary and the choices. */
export const builtInTables: Readonly<Record<string, TableDefinition>> = {
  sys_dictionary: {
    label: "Dictionary Entry",
    columns: {
      name: "string:80",
      element: "string:80",
      column_label: "string:80",
      internal_type: "string:40",
      reference: "string:80",
      max_length: "integer",
      active: "boolean",
    },
  },
  sys_choice: {
    label: "Choice",
    columns: {
      name: "string:80",
      element: "string:80",
      value: "string:80",
      label: "string:255",
      inactive: "boolean",
    },
  },
  sys_user: { label: "User", columns: { user_name: "string:40", name: "string:151", email: "string:100" } },
  core_company: { label: "Company", columns: { name: "string:80" } },
  cmdb_ci: {
    label: "Configuration Item",
    columns: {
      name: "string:255",
      sys_class_name: "sys_class_name",
      short_description: "string:1000",
      asset_tag: "string:40",
      serial_number: "string:255",
      ip_address: "string:255",
      fqdn: "string:255",
      dns_domain: "string:255",
      correlation_id: "string:255",
      object_id: "string:255",
      environment: "choice",
      operational_status: "choice",
      install_status: "choice",
      discovery_source: "choice",
      first_discovered: "glide_date_time",
      last_discovered: "glide_date_time",
      manufacturer: "reference:core_company",
      managed_by: "reference:sys_user",
      assigned_to: "reference:sys_user",
    },
  },
  cmdb_ci_hardware: { label: "Hardware", extends: "cmdb_ci", columns: { mac_address: "string:18" } },
  cmdb_ci_computer: {
    label: "Computer",
    extends: "cmdb_ci_hardware",
    columns: { host_name: "string:255", os: "string:255", os_version: "string:255", virtual: "boolean" },
  },
  cmdb_ci_server: {
    label: "Server",
    extends: "cmdb_ci_computer",
    columns: { classification: "choice", used_for: "choice" },
  },
  cmdb_ci_linux_server: { label: "Linux Server", extends: "cmdb_ci_server", columns: {} },
  cmdb_ci_win_server: { label: "Windows Server", extends: "cmdb_ci_server", columns: {} },
  cmdb_ci_vm_object: { label: "Virtual Machine Object", extends: "cmdb_ci", columns: {} },
  cmdb_ci_vm_instance: {
    label: "Virtual Machine Instance",
    extends: "cmdb_ci_vm_object",
    columns: { vm_inst_id: "string:255", state: "choice" },
  },
};

/** What a choice column offers, as value and label. */
export const builtInChoices: readonly (readonly [
  table: string,
  column: string,
  value: string,
  label: string,
])[] = [
  ["cmdb_ci", "operational_status", "1", "Operational"],
  ["cmdb_ci", "operational_status", "2", "Non-Operational"],
  ["cmdb_ci", "install_status", "1", "Installed"],
  ["cmdb_ci", "install_status", "7", "Retired"],
  ["cmdb_ci", "discovery_source", "ServiceNow", "ServiceNow"],
  ["cmdb_ci", "discovery_source", "Manual Entry", "Manual Entry"],
  ["cmdb_ci_vm_instance", "state", "on", "On"],
  ["cmdb_ci_vm_instance", "state", "off", "Off"],
];
