import { isIP } from "node:net";
import {
  anything,
  type Check,
  closed,
  flag,
  integer,
  list,
  nullable,
  oneOf,
  reference,
  type Schema,
  text,
} from "../schema";
import type { WorkloadRow } from "./workload-row";

const address: Check = (value, path) =>
  typeof value === "string" && isIP(value) !== 0
    ? []
    : [`The property '${path}' value ${JSON.stringify(value)} is not an IP address`];

const identity = nullable(text({ min: 1, max: 255 }));

export const interfaceItem = closed(
  {
    name: text({ min: 1 }),
    address,
    cidr_block: integer(0, 128),
    link_state: oneOf("up", "down", "unknown"),
    default_gateway_address: address,
    friendly_name: text(),
    network: reference,
  },
  ["name", "address"],
);

/** Deprecated, taken and ignored. */
const agentConfig = closed({ mode: text(), log_traffic: flag, security_policy_update_mode: text() });

const always = {
  name: text({ max: 255 }),
  description: text(),
  external_data_set: nullable(text()),
  external_data_reference: nullable(text()),
  service_principal_name: identity,
  agent_to_pce_certificate_authentication_id: identity,
  service_provider: text(),
  data_center: text(),
  data_center_zone: text(),
  labels: list(reference, { unique: true }),
  enforcement_mode: oneOf("idle", "visibility_only", "full", "selective"),
  // Not in the published schema, yet sent by the Terraform provider and by illumioapi.
  ignored_interface_names: list(text()),
  visibility_level: oneOf(
    "flow_summary",
    "flow_drops",
    "flow_off",
    "enhanced_data_collection",
    "flow_full_detail",
  ),
};

const withoutVen = {
  agent: closed({ config: agentConfig }),
  hostname: text({ max: 255 }),
  distinguished_name: text(),
  public_ip: nullable(address),
  interfaces: list(interfaceItem, { unique: true }),
  os_id: text(),
  os_detail: text(),
  online: flag,
};

const withVen = {
  agent: closed({ config: agentConfig, status: closed({ status: oneOf("active", "suspended") }) }),
  datacenter_nat_1to1: flag,
};

const named: Check = (value, path) => {
  const { name, hostname } = (value ?? {}) as { name?: unknown; hostname?: unknown };
  return name === undefined && hostname === undefined
    ? [`The property '${path}' did not contain a required property of 'name' or 'hostname'`]
    : [];
};

const createCheck = closed({ ...always, ...withoutVen });

export const createWorkloadSchema: Schema = {
  name: "workloads_post",
  check: (value, path) => [...createCheck(value, path), ...named(value, path)],
};

const updateSchemas = {
  unmanaged: { name: "workloads_without_ven_put", check: closed({ ...always, ...withoutVen }) },
  managed: {
    name: "workloads_with_ven_put",
    check: closed({ ...always, ...withVen }),
  },
};

const bulkUpdateSchemas = {
  unmanaged: {
    name: "workloads_without_ven_put",
    check: closed({ ...always, ...withoutVen, href: text() }),
  },
  managed: {
    name: "workloads_with_ven_put",
    check: closed({ ...always, ...withVen, href: text() }),
  },
};

/** A managed workload takes fewer attributes, and only a bulk item may carry its href. */
export const updateWorkloadSchema = (row: WorkloadRow): Schema =>
  updateSchemas[row.ven === null ? "unmanaged" : "managed"];

export const bulkUpdateWorkloadSchema = (row: WorkloadRow): Schema =>
  bulkUpdateSchemas[row.ven === null ? "unmanaged" : "managed"];

const thousand = { max: 1000 };
export const bulkSchema: Schema = { name: "workloads_bulk_put", check: list(anything, thousand) };
