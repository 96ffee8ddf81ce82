import { isIPv4 } from "node:net";
import { CloudError } from "../../cloud/cloud-error";
import { SQL } from "../arm/api-versions";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { object, text } from "../arm/shapes";
import { checkIsPublic, missingServer, serverOf } from "./sql-server";

const RULES = "Microsoft.Sql/servers/firewallRules";

/** Rules of the server-level firewall by address. */
export const sqlFirewallRule: ArmType = {
  type: RULES,
  apiVersions: SQL,
  name: {
    pattern: /^(?=.{1,128}$)[^/\\?#%*<>&:]*[^/\\?#%*<>&:.]$/,
    code: (name) =>
      name.length > 128
        ? "FirewallRuleNameTooLong"
        : name === ""
          ? "FirewallRuleNameEmpty"
          : "InvalidServerFirewallRuleResourceRequest",
    message: (name) =>
      name.length > 128
        ? "The provided firewall rule name is too long. The maximum length is 128."
        : name === ""
          ? "The provided firewall rule name is empty."
          : `The server firewall rule resource request is invalid: the name '${name}' has characters that are not allowed.`,
  },
  location: "none",
  properties: object({ startIpAddress: text(), endIpAddress: text() }),
  readOnly: [],
  missingParent: missingServer,
  put(context, { id, body, before }) {
    const server = serverOf(context, id);
    checkIsPublic(server, "DenyPublicEndpointEnabled", "public network interface");
    const own = context.resources.list(RULES, server.id);
    if (before === undefined) checkCount(context, own.length + 1);
    checkRange(body.properties);
    return body;
  },
  beforeDelete(context, { id }) {
    checkIsPublic(serverOf(context, id), "DenyPublicEndpointEnabled", "public network interface");
  },
  async replaceAll(context, server, body) {
    const { values } = (body ?? {}) as {
      values?: { name?: unknown; properties?: Record<string, unknown> }[];
    };
    if (!Array.isArray(values)) {
      throw new CloudError(
        "InvalidServerFirewallRuleResourceRequest",
        "The server firewall rule resource request is invalid.",
      );
    }
    checkIsPublic(server, "DenyPublicEndpointEnabled", "public network interface");
    checkCount(context, values.length);
    for (const { name, properties = {} } of values) {
      checkRuleName(String(name ?? ""));
      checkRange(properties);
    }
    const kept = new Set(values.map(({ name }) => String(name).toLowerCase()));
    for (const rule of context.resources.list(RULES, server.id)) {
      if (!kept.has(rule.name.toLowerCase())) await context.resources.delete(rule.id);
    }
    for (const { name, properties = {} } of values) {
      await context.put(`${server.id}/firewallRules/${String(name)}`, { properties });
    }
  },
};

function checkCount({ sql }: ArmContext, count: number): void {
  if (count <= sql.mostFirewallRules) return;
  throw new CloudError(
    "TooManyFirewallRules",
    `The provided firewall rules are over the limit. A server can have at most ${sql.mostFirewallRules} firewall rules.`,
  );
}

function checkRuleName(name: string): void {
  const { pattern, code, message } = sqlFirewallRule.name!;
  if (!pattern.test(name)) throw new CloudError(typeof code === "string" ? code : code(name), message(name));
}

function checkRange({ startIpAddress: start, endIpAddress: end }: Readonly<Record<string, unknown>>): void {
  if (typeof start !== "string" || typeof end !== "string") {
    throw new CloudError(
      "InvalidServerFirewallRuleResourceParameters",
      "The server firewall rule resource parameter is invalid.",
    );
  }
  for (const address of [start, end]) {
    if (!isIPv4(address)) {
      throw new CloudError(
        "FirewallRuleNotIPv4Address",
        `The provided firewall rule address '${address}' is not IPv4.`,
      );
    }
  }
  if (numberOf(start) > numberOf(end)) {
    throw new CloudError(
      "FirewallRuleInvalidRange",
      `The specified firewall rule range '${start}' to '${end}' is invalid.`,
    );
  }
}

/** A dotted IPv4 address as a number. */
export function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
