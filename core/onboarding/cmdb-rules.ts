import { byDefault, looksLike, object, oneOf, port, type Rule, required, text } from "../checks";
import { isRecord } from "../checks/json";
import { hostRule } from "./check-point-rules";
import type { CmdbDefinition } from "./onboarding-definition";
import type { ServiceNowSettings } from "./onboarding-settings";

/** Names of tables and columns; a query with a column that is none would answer every record. */
const column = looksLike(
  /^[a-z][a-z0-9_]{0,79}$/,
  "u_ven_installed, a name with lower case letters, digits and underscores",
);

const columns = object(
  { name: column, computerName: column, address: column, os: column, vmId: column, resourceId: column },
  "an object from a property of the machine to a column",
);

/** Columns of `cmdb_ci_server`. */
const DEFAULT_FIELDS = { name: "name", computerName: "host_name", address: "ip_address", os: "os" };

const flags = object(
  {
    venInstalled: column,
    labelled: column,
    firewallReady: column,
    commissioned: required(column, "name the column that says that a machine is commissioned"),
  },
  "an object from a flag to a column",
);

const serviceNowParts = object({
  instance: required(hostRule, "name the host of the instance"),
  port: byDefault(port(), 443),
  table: byDefault(column, "cmdb_ci_server"),
  keyField: byDefault(column, "host_name"),
  keyFrom: byDefault(oneOf("computerName", "name", "vmId"), "computerName"),
  dataSource: required(text({ longest: 100 }), "name a choice of cmdb_ci.discovery_source"),
  fields: byDefault(columns, DEFAULT_FIELDS),
  classes: object({ linux: column, windows: column }, "an object from linux and windows to a class"),
  flags: required(flags, "name at least the column of commissioned"),
  auth: byDefault(oneOf("basic", "oauth"), "basic"),
});

const serviceNow: Rule<ServiceNowSettings> = (value, checks) => {
  const read = serviceNowParts(value, checks);
  const used = new Map<string, string>();
  for (const [name, columnName] of Object.entries(read?.flags ?? {})) {
    const first = used.get(columnName);
    if (first === undefined) used.set(columnName, name);
    else
      checks.at("flags").at(name).fail(`is the column of ${first} too; give each flag a column of its own`);
  }
  return read as ServiceNowSettings | undefined;
};

const parts = object(
  {
    azureTable: object(
      { table: looksLike(/^[A-Za-z][A-Za-z0-9]{2,62}$/, "cmdb: 3 to 63 letters and digits, a letter first") },
      "{ table }",
    ),
    serviceNow,
    jsonFile: object({ path: required(text({ longest: 4_096 })) }, "{ path }"),
  },
  "{ azureTable }, { serviceNow } or { jsonFile }",
);

/** Rule of `cmdb`. */
export const cmdb: Rule<CmdbDefinition & { readonly serviceNow?: ServiceNowSettings }> = (value, checks) => {
  const read = parts(value, checks);
  if (!isRecord(value)) return read;
  const named = Object.keys(value).filter((name) => (value[name] ?? undefined) !== undefined);
  if (named.length !== 1)
    return checks.fail(
      `must be one CMDB: azureTable, serviceNow or jsonFile, got ${named.length === 0 ? "none" : named.join(" and ")}`,
    );
  return read;
};
