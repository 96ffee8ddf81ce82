import {
  byDefault,
  type Checks,
  type Rule,
  record,
  required,
  type SureRule,
  wholeNumber,
} from "../../../../core/checks";
import { checkSqlSync } from "../../../../core/contracts/azure/sql-sync";
import type { SqlFirewallDefinition } from "../../../../core/sql-firewall";
import { resourceId } from "../rules";
import { SQL_FIREWALL_SYNC_DEFAULTS as DEFAULTS } from "./defaults";

/** Rules and defaults of those arguments of `SqlFirewallSync` alone that depend on no other argument. */
export const SQL_FIREWALL_SYNC_ARGUMENTS = {
  intervalInMinutes: byDefault(wholeNumber(1, 60), DEFAULTS.intervalInMinutes),
};

const WANTED = 'the output "definition" of a SqlFirewall: firewall.definition';

/** Definitions of firewalls by a name of the user's choice. Each is checked alone, then all together. */
export function firewallBindings(): SureRule<Record<string, SqlFirewallDefinition>> {
  const namesNothing = (checks: Checks) =>
    checks.fail(`names nothing: give at least one firewall, ${WANTED}`);
  const given: Rule<Record<string, SqlFirewallDefinition>> = (value, checks) => {
    const before = checks.problems.length;
    const bindings = record(required(definition), undefined, keyProblem)(value, checks);
    if (bindings === undefined || checks.problems.length > before) return undefined;
    if (Object.keys(bindings).length === 0) return namesNothing(checks);
    if (Object.values(bindings).some((one) => checks.isLater(one))) return bindings;
    checkSqlSync(new Map(Object.entries(bindings)), checks);
    return checks.problems.length > before ? undefined : bindings;
  };
  return Object.assign(given, { absent: namesNothing });
}

/** Ids of subnets by a name of the user's choice. */
export function namedSubnets(): SureRule<Record<string, string>> {
  const subnet = required(resourceId("Microsoft.Network/virtualNetworks/subnets"));
  return byDefault<Record<string, string>>(record(subnet, undefined, keyProblem), {});
}

/** What is wrong with subnets that firewalls let in and that the function may not join to a server. */
export function subnetsProblem(
  subnets: Readonly<Record<string, string>>,
  bindings: Readonly<Record<string, SqlFirewallDefinition>>,
): string | undefined {
  const named = new Set(Object.values(subnets).map((id) => id.toLowerCase()));
  const missing = Object.values(bindings).flatMap(({ egress }) =>
    Object.values(egress)
      .flatMap(({ subnetIds = [] }) => subnetIds)
      .filter((id) => !named.has(id.toLowerCase())),
  );
  return missing.length === 0
    ? undefined
    : `must name every subnet that egress entries of the bindings name, because the function needs a role on it; missing: ${[...new Set(missing)].join(", ")}`;
}

/** Keys stand in names of resources and roles. */
function keyProblem(key: string): string | undefined {
  return /^[A-Za-z0-9][\w-]{0,39}$/.test(key)
    ? undefined
    : "must have 1 to 40 letters, digits, hyphens and underscores, with a letter or digit first";
}

/** The definition of a firewall. Users may pass the firewall itself by mistake, instead of its output `definition`. */
const definition: Rule<SqlFirewallDefinition> = (value, checks) => {
  const { owner, revision, server, egress } = value as Partial<SqlFirewallDefinition>;
  const isDefinition =
    typeof owner === "string" && typeof revision === "string" && typeof server === "object";
  return isDefinition && typeof egress === "object"
    ? (value as SqlFirewallDefinition)
    : checks.fail(`must be ${WANTED}`);
};
