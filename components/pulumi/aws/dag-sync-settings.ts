import * as pulumi from "@pulumi/pulumi";
import { DAG_SYNC_TIMEOUT_IN_SECONDS, dagSyncProblems, dagSyncText } from "../../../core/contracts/dag-sync";
import type { DagBindingDefinition } from "../../../core/dag";
import { bindingsGivenProblem, definitionProblem, idsProblem } from "../../spec/aws/dag-sync-problems";
import { DAG_SYNC_DEFAULTS } from "../../spec/aws/dag-sync-settings";
import * as problems from "../../spec/aws/flow-log-problems";
import { ArgCheck } from "../arg-check";
import type { DagSyncArgs } from "./dag-sync-args";

export type DagSyncSettings = ReturnType<typeof dagSyncSettings>;

/**
 * The arguments with every default filled in and every value checked.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function dagSyncSettings(name: string, args: DagSyncArgs) {
  const check = new ArgCheck(`DagSync "${name}"`);
  check.report("name", problems.componentNameProblem(name));
  check.report("bindings", bindingsGivenProblem(args.bindings));
  const firewalls = secretArns(check, args);
  const bindings = definitions(check, args);
  const number = (
    path: "intervalInMinutes" | "memorySizeInMegabytes" | "timeoutInSeconds",
    byDefault: number,
    [least, most]: readonly [number, number],
  ) => check.optional(path, args[path], byDefault, problems.integerProblem(least, most));
  const settings = {
    content: pulumi
      .all([firewalls, bindings])
      .apply(([arns, all]) => dagSyncText({ version: 1, firewalls: arns, bindings: all })),
    pceHost: check.required("pceHost", args.pceHost, problems.pceHostProblem),
    pcePort: check.required("pcePort", args.pcePort, problems.integerProblem(1, 65_535)),
    pceOrgId: check.required("pceOrgId", args.pceOrgId, problems.integerProblem(1, 999_999_999)),
    pceSecretArn: check.required("pceSecretArn", args.pceSecretArn, problems.secretArnProblem),
    firewallSecretArns: firewalls.apply((arns) => Object.values(arns)),
    subnetIds: ids(check, "subnetIds", args.subnetIds, idsProblem("subnet", 16)),
    securityGroupIds: ids(check, "securityGroupIds", args.securityGroupIds, idsProblem("sg", 5)),
    intervalInMinutes: number("intervalInMinutes", DAG_SYNC_DEFAULTS.intervalInMinutes, [1, 60]),
    memorySizeInMegabytes: number(
      "memorySizeInMegabytes",
      DAG_SYNC_DEFAULTS.memorySizeInMegabytes,
      [128, 10_240],
    ),
    timeoutInSeconds: number("timeoutInSeconds", DAG_SYNC_TIMEOUT_IN_SECONDS, [10, 900]),
    functionLogRetentionInDays: check.optional(
      "functionLogRetentionInDays",
      args.functionLogRetentionInDays,
      DAG_SYNC_DEFAULTS.functionLogRetentionInDays as number,
      problems.retentionProblem,
    ),
    alarmActionArns: args.alarmActionArns,
    tags: args.tags,
  };
  check.throwIfAny();
  return settings;
}

/** Each is looked at alone, and all of them together with the firewalls. */
function definitions(check: ArgCheck, args: DagSyncArgs): pulumi.Output<DagBindingDefinition[]> {
  const given: Record<string, pulumi.Input<unknown>> = args.bindings ?? {};
  for (const [key, definition] of Object.entries(given))
    check.required(`bindings["${key}"]`, definition, definitionProblem);
  const together = (all: readonly unknown[]) => {
    if (all.some((one) => definitionProblem(one) !== undefined)) return undefined;
    const bindings = all as DagBindingDefinition[];
    const found = dagSyncProblems({ bindings, firewalls: args.firewallSecretArns ?? {} });
    return found.length === 0 ? undefined : found.join("; ");
  };
  const all = check.required<pulumi.Input<unknown>[]>("bindings", Object.values(given), together);
  return all as pulumi.Output<DagBindingDefinition[]>;
}

function secretArns(check: ArgCheck, args: DagSyncArgs): pulumi.Output<Record<string, string>> {
  const entries = Object.entries(args.firewallSecretArns ?? {}).map(([firewall, arn]) => [
    firewall,
    check.required(`firewallSecretArns["${firewall}"]`, arn, problems.secretArnProblem),
  ]);
  return pulumi.all(Object.fromEntries(entries)) as pulumi.Output<Record<string, string>>;
}

function ids(
  check: ArgCheck,
  path: string,
  given: pulumi.Input<pulumi.Input<string>[]>,
  problem: (ids: readonly unknown[]) => string | undefined,
): pulumi.Output<string[]> {
  return check.required<pulumi.Input<string>[]>(path, given, problem) as pulumi.Output<string[]>;
}
