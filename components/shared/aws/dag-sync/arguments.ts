import {
  byDefault,
  type Checks,
  type Rule,
  record,
  required,
  type SureRule,
  wholeNumber,
} from "../../../../core/checks";
import { checkDagSync } from "../../../../core/contracts/aws/dag-sync";
import { wholeSecretArn } from "../../../../core/contracts/aws/secret-arn";
import type { DagBindingDefinition } from "../../../../core/dag";
import { retentionInDays } from "../rules";
import { DAG_SYNC_DEFAULTS as DEFAULTS } from "./defaults";

/** Rules and defaults of those arguments of `DagSync` that depend on no other argument. */
export const DAG_SYNC_ARGUMENTS = {
  intervalInMinutes: byDefault(wholeNumber(1, 60), DEFAULTS.intervalInMinutes),
  memorySizeInMegabytes: byDefault(wholeNumber(128, 10_240), DEFAULTS.memorySizeInMegabytes),
  timeoutInSeconds: byDefault(wholeNumber(10, 900), DEFAULTS.timeoutInSeconds),
  functionLogRetentionInDays: byDefault(retentionInDays(), DEFAULTS.functionLogRetentionInDays),
};

/** ARNs of secrets by the name of their firewall. */
export function firewallSecrets(): SureRule<Record<string, string>> {
  return byDefault<Record<string, string>>(record(required(wholeSecretArn())), {});
}

/**
 * Definitions of bindings by a name of the user's choice. Each is checked alone, then all together with the firewalls.
 *
 * @param firewalls by name; only the names are used
 * @param wanted what a user gives for a binding, in messages
 */
export function dagSyncBindings(
  firewalls: object = {},
  wanted = 'the output "definition" of a DagBinding: binding.definition',
): SureRule<Record<string, DagBindingDefinition>> {
  const namesNothing = (checks: Checks) => checks.fail(`names nothing: give at least one binding, ${wanted}`);
  const given: Rule<Record<string, DagBindingDefinition>> = (value, checks) => {
    const before = checks.problems.length;
    const bindings = record(required(definition(wanted)))(value, checks);
    if (bindings === undefined || checks.problems.length > before) return undefined;
    if (Object.keys(bindings).length === 0) return namesNothing(checks);
    if (Object.values(bindings).some((one) => checks.isLater(one))) return bindings;
    checkDagSync(new Map(Object.entries(bindings)), firewalls, checks);
    return checks.problems.length > before ? undefined : bindings;
  };
  return Object.assign(given, { absent: namesNothing });
}

/** The definition of a binding. Users may pass the binding itself by mistake, instead of its output `definition`. */
function definition(wanted: string): Rule<DagBindingDefinition> {
  return (value, checks) => {
    const { owner, revision, target } = value as Partial<DagBindingDefinition>;
    return typeof owner === "string" && typeof revision === "string" && typeof target === "object"
      ? (value as DagBindingDefinition)
      : checks.fail(`must be ${wanted}`);
  };
}
